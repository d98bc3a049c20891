import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toSharedMatrix } from '../../../src/agents/feature-matrix.ts';
import { releaseModel } from '../../../src/application/register-models.ts';
import type { Cli } from '../../../src/cli/cli.ts';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import { registryHash } from '../../../src/domain/features/registry.ts';
import {
  distributionShift,
  type ReferenceDistribution,
  referenceDistribution,
} from '../../../src/domain/ml/drift.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { fitModel } from '../../../src/native/lightgbm/fit.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import type { ModelCard } from '../../../src/orchestration/model-card.ts';
import { randomBars } from '../../support/bars.ts';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';
import { learnableTask } from '../../support/learnable-task.ts';
import { sampleCard } from '../../support/sample-card.ts';
import { model } from '../../support/states.ts';

const { modelText } = fitModel(loadLightGbm(), learnableTask(), () => false);
const bars = randomBars(600, createRng('models command'));
const FEATURES = ['rsi_14', 'roc_10'];
let http: TestHttp;
let folder: string;
let serial = 0;
beforeAll(async () => {
  http = await startTestHttp();
  folder = await mkdtemp(join(tmpdir(), 'bullwright-models-'));
});
afterAll(async () => {
  await http.stop();
  await rm(folder, { recursive: true });
});

/** The program as a person starts it, against the running server. */
async function run(key: 'approver' | 'operator', ...args: string[]) {
  return runIn('models', key, ...args);
}
async function runIn(group: string, key: 'approver' | 'operator', ...args: string[]) {
  const written = { out: '', err: '' };
  const cli: Cli = {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    signal: new AbortController().signal,
    exitCode: EXIT.ok,
  };
  try {
    await runProgram(cli, [group, ...args, '--url', http.url, '--key', http.secrets[key]]);
    return { ...written, refused: '' };
  } catch (error) {
    return { ...written, refused: (error as Error).message };
  }
}

const put = (text: string): Promise<string> => http.artifactStore.put(new TextEncoder().encode(text));

/** A model as a training leaves it: its text and its card in the store, itself in the registry. */
async function candidate(changes: Partial<ModelCard> = {}, text = modelText): Promise<string> {
  const id = (++serial).toString(16).padStart(64, '0');
  const card = { ...sampleCard(), ...changes };
  const { artifact } = model();
  const info = {
    ...model(),
    id,
    artifact: { ...artifact, hash: await put(text) },
    card: { ...artifact, kind: 'model_card' as const, hash: await put(JSON.stringify(card)) },
  };
  await http.database.store.models.register({
    id,
    workflowId: 'wf_1',
    iteration: 3,
    symbol: 'EURUSD',
    timeframe: '1d',
    info,
    lineage: {
      datasetId: 'd'.repeat(64),
      features: null,
      featureRegistry: registryHash(),
      code: 'c'.repeat(64),
      study: 'e'.repeat(64),
      seed: 7,
      workflowLineage: 'wf_1',
    },
    registeredAt: new Date(serial * 1000),
  });
  return id;
}
async function challenger(): Promise<string> {
  const id = await candidate();
  const bestModel = { ...model(), id };
  await releaseModel(http.database.store, { workflowId: 'wf_1', bestModel, review: null }, new Date());
  return id;
}
const why = ['--reason', 'a month ahead on paper'];

describe('bullwright models', () => {
  it('lists, shows a model with its card, and sets two side by side', async () => {
    const [first, second] = [await candidate(), await challenger()];
    const { out } = await run('operator', 'list', '--stage', 'candidate');
    expect(out).toContain(first);
    expect(out).not.toContain(second);
    const { out: shown } = await run('operator', 'show', second);
    expect(shown).toContain('challenger on EURUSD 1d, trained by wf_1');
    expect(shown).toMatch(/labels {4}1500 up, 1450 down, mean uniqueness 0\.21/);
    expect(shown).toMatch(/auc +0\.561 +0\.521 to 0\.601 +0\.561/);
    expect(shown).toMatch(/rsi_14 +0\.004 +0\.001 to 0\.007/);
    expect(shown).toContain('- The Sharpe ratio on the validation segment is 0.63');
    const json = JSON.parse((await run('operator', 'show', second, '--json')).out);
    expect(json.card.limits).toHaveLength(2);
    expect(json.lineage.code).toBe('c'.repeat(64));
    const { out: compared } = await run('operator', 'compare', first, second);
    expect(compared).toMatch(/stage +candidate +challenger/);
    // Scores of the final model with their intervals, of both.
    const estimate = '0\\.63 \\([-\\d.]+ to [-\\d.]+\\)';
    expect(compared).toMatch(new RegExp(`validation sharpe +${estimate} +${estimate}`));
    expect(compared).toMatch(/validation max_drawdown +0\.21 \(0\.12 to 0\.4\)/);
  });

  it('exports a model that LightGBM’s own text, JSON and ONNX readers open', async () => {
    const id = await candidate();
    for (const format of ['text', 'json', 'onnx']) {
      const file = join(folder, `model.${format}`);
      const { refused, out } = await run('operator', 'export', id, '--format', format, '--out', file);
      expect([refused, out.trim()]).toEqual(['', file]);
    }
    expect(await readFile(join(folder, 'model.text'), 'utf8')).toBe(modelText);
    expect(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'))).toMatchObject({ name: 'tree' });
    expect((await readFile(join(folder, 'model.onnx'))).length).toBeGreaterThan(1_000);
  });

  it('promotes only what an approved release has made a challenger, and only for who may decide', async () => {
    const raw = await candidate();
    const { refused } = await run('approver', 'promote', raw, ...why);
    expect(refused).toMatch(/is a candidate: the release of its workflow wf_1 has to be approved first/);
    const released = await challenger();
    expect((await run('operator', 'promote', released, ...why)).refused).toMatch(/takes approver or admin/);
    expect((await run('approver', 'promote', released)).refused).toContain('--reason');
    expect((await run('approver', 'promote', released, ...why)).out).toContain(`${released} champion`);

    const next = await challenger();
    await run('approver', 'promote', next, ...why);
    expect((await run('operator', 'list', '--stage', 'champion')).out).not.toContain(released);
    expect((await run('approver', 'rollback', next, '--reason', 'slippage')).out).toContain('retired');
    expect((await run('operator', 'list', '--stage', 'champion')).out).toContain(released);
    expect((await run('approver', 'retire', released, '--reason', 'done')).out).toContain('retired');
    expect((await run('operator', 'show', released)).out).toMatch(/champion -> retired by approver: done/);
  });

  it('holds later bars against the training, and only bars the model could not know', async () => {
    const columns = computeColumns(FEATURES, bars);
    const referenceOf = (values: Float64Array): ReferenceDistribution => {
      const known = referenceDistribution(values);
      if (!known) throw new Error('no value');
      return known;
    };
    const referencesOver = (from: number, to: number) =>
      Object.fromEntries(FEATURES.map((name) => [name, referenceOf(columns[name].subarray(from, to))]));
    // A model of the two features, which has learned from the first 300 bars.
    const rows = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, i) => from + i);
    const matrix = toSharedMatrix(columns, FEATURES);
    const target = Float32Array.from(bars.close, (close, i) => (bars.close[i + 5] > close ? 1 : 0));
    const params = { objective: 'binary', num_iterations: 10, num_leaves: 7, seed: 1 };
    const task = { matrix, target, featureNames: FEATURES, params, trainRows: rows(0, 300) };
    const fit = fitModel(loadLightGbm(), { ...task, predictRows: rows(0, 600) }, () => false);
    const probability = fit.predictions;
    const predictionReference = {
      train: referenceOf(probability.subarray(0, 300)),
      validation: referenceOf(probability.subarray(300, 400)),
    };
    const at = (bar: number) => new Date(bars.timeMs[bar]).toISOString();
    const changes = (known: number): Partial<ModelCard> => ({
      data: { ...sampleCard().data, symbol: 'EURUSD', timeframe: '1d', knownTo: at(known) },
      features: { names: FEATURES, registryHash: registryHash() },
      drift: {
        ...sampleCard().drift,
        reference: referencesOver(0, 300),
        validationReference: referencesOver(300, 400),
        predictionReference,
      },
    });
    const file = join(folder, 'EURUSD1440.csv');
    const lines = Array.from(bars.timeMs, (_, i) =>
      [at(i).slice(0, 10), bars.open[i], bars.high[i], bars.low[i], bars.close[i], 10 + (i % 7)].join(','),
    );
    await writeFile(file, ['Date,Open,High,Low,Close,Volume', ...lines].join('\n'));
    const imported = await runIn('data', 'operator', 'import', file, '--timeframe', '1d');
    const dataset = imported.out.trim();
    expect(imported.refused).toBe('');

    const id = await candidate(changes(449), fit.modelText);
    const { out } = await run('operator', 'drift', id, '--dataset', dataset);
    expect(out).toContain(`150 bars the model has not seen, ${at(450).slice(0, 10)}`);
    expect(out).toMatch(/prediction +\d/);
    const { features, sinceValidation, prediction } = JSON.parse(
      (await run('operator', 'drift', id, '--dataset', dataset, '--json')).out,
    );
    const shiftOf = (feature: string, reference: ReferenceDistribution, values: Float64Array) => ({
      feature,
      ...distributionShift(reference, values.subarray(450)),
    });
    const shifts = (references: Record<string, ReferenceDistribution>) =>
      expect.arrayContaining(FEATURES.map((name) => shiftOf(name, references[name], columns[name])));
    expect(features).toEqual(shifts(referencesOver(0, 300)));
    expect(sinceValidation).toEqual(shifts(referencesOver(300, 400)));
    expect(prediction).toEqual({
      train: shiftOf('prediction', predictionReference.train, probability),
      validation: shiftOf('prediction', predictionReference.validation, probability),
    });

    const knows = await candidate(changes(599));
    expect((await run('operator', 'drift', knows, '--dataset', dataset)).refused).toMatch(
      /Import later bars/,
    );
    const names = [...FEATURES, 'ict_smt_divergence', 'fd4_ict_bars_since_bullish_smt'];
    const paired = await candidate({ ...changes(449), features: { names, registryHash: registryHash() } });
    expect((await run('operator', 'drift', paired, '--dataset', dataset)).refused).toMatch(
      /a second market: ict_smt_divergence, fd4_ict_bars_since_bullish_smt\./,
    );
    const other = await candidate();
    expect((await run('operator', 'drift', other, '--dataset', dataset)).refused).toMatch(/reads SPX 1d/);
  });
});
