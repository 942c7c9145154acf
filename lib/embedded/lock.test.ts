import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HeldError, lockDataDir } from './lock';

let dataDir: string;
const now = '2026-11-22T06:04:00Z';
const file = () => path.join(dataDir, 'lock');

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-lock-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe('lockDataDir', () => {
  it('lets one in, names the holder to the next, and lets that in when the first is done', () => {
    const release = lockDataDir(dataDir, now);
    expect(() => lockDataDir(dataDir, now)).toThrow(HeldError);
    expect(() => lockDataDir(dataDir, now)).toThrow(`process ${process.pid}, since ${now}`);
    release();
    expect(existsSync(file())).toBe(false);
    lockDataDir(dataDir, now)();
  });

  it.each([
    ['a process that is no more', JSON.stringify({ pid: 2 ** 22 + 1, started: '1', since: now })],
    ['another process under the same number', JSON.stringify({ pid: process.pid, started: '1', since: now })],
    ['a torn file', '{"pid":'],
  ])('takes over the lock of %s', (_, text) => {
    writeFileSync(file(), text);
    const release = lockDataDir(dataDir, now);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ pid: process.pid, since: now });
    release();
  });

  it('takes over from one that died while it was taking over', () => {
    const dead = JSON.stringify({ pid: 2 ** 22 + 1, started: '1', since: now });
    writeFileSync(file(), dead);
    writeFileSync(`${file()}.turn`, dead);
    lockDataDir(dataDir, now)();
    expect(readdirSync(dataDir)).toEqual([]);
  });
});
