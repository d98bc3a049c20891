import { describe, expect, it } from 'vitest';
import {
  barFigure,
  duration,
  figure,
  formatFigure,
  humanise,
  plural,
  shareTicks,
  signed,
} from '../../../src/report/format.ts';

describe('figures for people', () => {
  it.each([
    [0.0123456, 'share', '1.23 %'],
    [-0.15, 'share', '−15.0 %'],
    [2.5, 'share', '250 %'],
    [0.00001234, 'share', '0.0012 %'],
    [0, 'share', '0.00 %'],
    [1.2345, 'ratio', '1.23'],
    [0.0001234, 'ratio', '0.00012'],
    [-0.0456, 'ratio', '−0.046'],
    [1234.5, 'ratio', '1\u202f234.5'],
    [5105, 'count', '5\u202f105'],
    [1.08765, 'amount', '1.09'],
    [0.87654, 'amount', '0.87654'],
    [1234567.891, 'amount', '1\u202f234\u202f567.89'],
  ] as const)('%s as a %s reads %s', (value, kind, text) => {
    expect(formatFigure(value, kind)).toBe(text);
  });

  it('show an undefined figure as such, never as a number', () => {
    for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(figure(value, 'ratio').markup).toContain('undefined: there is nothing to measure it on');
      expect(signed(value, 'share').markup).toContain('>–<');
    }
  });

  it('have no minus before a zero', () => {
    expect(formatFigure(-0.000000001, 'count')).toBe('0');
  });

  it('write bars as their author did', () => {
    const text = (value: number, kind: 'share' | 'ratio' | 'count') =>
      barFigure(value, kind).markup.replace(/<[^>]+>/g, '');
    expect(text(0.95, 'ratio')).toBe('0.95');
    expect(text(0.05, 'ratio')).toBe('0.05');
    expect(text(0, 'ratio')).toBe('0');
    expect(text(0.5, 'share')).toBe('50 %');
    expect(text(0.025, 'share')).toBe('2.5 %');
    expect(text(30, 'count')).toBe('30');
    expect(text(100, 'ratio')).toBe('100');
  });
});

it('ticks of an axis share their places', () => {
  expect([-0.05, 0, 0.05].map(shareTicks([-0.05, 0, 0.05]))).toEqual(['−5 %', '0 %', '5 %']);
  expect([0, 0.005].map(shareTicks([0, 0.005]))).toEqual(['0.0 %', '0.5 %']);
  expect([0, 2, 4].map(shareTicks([0, 2, 4]))).toEqual(['0 %', '200 %', '400 %']);
});

it('names and counts read as words', () => {
  expect(humanise('max_drawdown')).toBe('Max drawdown');
  expect(humanise('maxRiskPerTrade')).toBe('Max risk per trade');
  expect(humanise('ml_engineer')).toBe('ML engineer');
  expect(plural(1, 'gate')).toBe('1 gate');
  expect(plural(2_000, 'gate')).toBe('2\u202f000 gates');
});

it('lengths of time are in the units that matter', () => {
  expect([250, 12_000, 90_000, 7_500_000].map(duration)).toEqual([
    '250 ms',
    '12 s',
    '1 min 30 s',
    '2 h 5 min',
  ]);
});
