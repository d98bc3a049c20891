import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, it } from 'vitest';
import { createBoard } from '../../../queues/board.ts';

it('the page of the board asks no other server for anything', async () => {
  const server = express().use('/board', createBoard(new Map(), '/board')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/board`;
  const page = await (await fetch(url)).text();
  expect(page).toContain('Bullwright queues');
  // The board's own styles are there still.
  expect(page).toMatch(/<link href="static\/css\/[^"]+" rel="stylesheet">/);
  expect(page).not.toMatch(/(?:href|src)="https?:/);
  server.close();
});
