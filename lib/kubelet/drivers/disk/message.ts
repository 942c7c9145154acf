import { open } from 'node:fs/promises';
import path from 'node:path';
import { concat, lineCutter, parseLogLine } from '../../logs/cri';
import { files } from './layout';
import { endOf, readSegments, tailStart } from './segments';

/** The kubelet's limits: of the file, and of what is taken from the log in its place. */
const longestMessageBytes = 4096;
const longestFallbackBytes = 2048;
const fallbackLines = 80;

/**
 * What a container left to say about its end: its termination message file, or when that is empty, it
 * failed and the policy says so, the end of its log.
 */
export async function terminationMessage(
  dir: string,
  exitCode: number,
  fallsBackToLogs: boolean,
): Promise<string | undefined> {
  const message = await readStart(path.join(dir, files.terminationMessage));
  if (message || exitCode === 0 || !fallsBackToLogs) return message || undefined;
  const log = path.join(dir, files.log);
  const end = endOf(log);
  const cut = lineCutter();
  const pieces: Uint8Array[] = [];
  for await (const chunk of readSegments(log, await tailStart(log, end, fallbackLines), end)) {
    for (const line of cut(chunk)) {
      const entry = parseLogLine(line);
      if (entry) pieces.push(entry.content, entry.isPartial ? nothing : lineFeed);
    }
  }
  const text = concat([nothing, ...pieces]);
  return decode(text.subarray(Math.max(0, text.length - longestFallbackBytes))) || undefined;
}

const nothing = new Uint8Array();
const lineFeed = Buffer.from('\n');

async function readStart(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return '';
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(longestMessageBytes),
      0,
      longestMessageBytes,
      0,
    );
    return decode(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
