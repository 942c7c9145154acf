import type { ExecResult } from '../../driver';
import { killByEnvironment } from '../process/proc';
import { type Engine, EngineError } from './engine';
import { frameCutter } from './frames';

/** What is kept of a command's output. */
const longestOutputBytes = 10_240;
/** Marks the processes of a command, so that they can be found when it is given up. */
const markVariable = 'GANTRY_EXEC';
/** What a runtime answers for a command that it could not start, in its output and by its exit code. */
const couldNotStart = /OCI runtime (exec failed|attempted)/;
const notStartedCodes = [126, 127];

export interface ExecOptions {
  engine: Engine;
  /** The engine's id of the container. */
  id: string;
  command: readonly string[];
  /** Like no other command's. */
  mark: string;
  signal: AbortSignal;
}

/**
 * Runs a command in a container. Resolves when it has ended; rejects with why it could not be run, or with
 * the signal's reason after it has been killed, as far as its processes are ours to kill: an engine has no
 * word for that.
 */
export async function execInside(options: ExecOptions): Promise<ExecResult> {
  const { engine, id, command, mark, signal } = options;
  signal.throwIfAborted();
  const entry = `${markVariable}=${mark}`;
  const body = { AttachStdout: true, AttachStderr: true, Cmd: command, Env: [entry] };
  try {
    const { Id } = await engine.call<{ Id: string }>('POST', `/containers/${id}/exec`, { body, signal });
    const output = await outputOf(engine, Id, signal);
    const { ExitCode } = await engine.call<{ ExitCode: number }>('GET', `/exec/${Id}/json`, { signal });
    if (notStartedCodes.includes(ExitCode) && couldNotStart.test(output)) throw new Error(output.trim());
    return { exitCode: ExitCode, output };
  } catch (error) {
    if (signal.aborted) {
      killByEnvironment(entry);
      throw signal.reason;
    }
    throw error instanceof EngineError ? new Error(`the command could not be run: ${error.message}`) : error;
  }
}

/** Starts the command and reads what it writes to its end. */
async function outputOf(engine: Engine, execId: string, signal: AbortSignal): Promise<string> {
  const cut = frameCutter();
  const kept: Buffer[] = [];
  let keptBytes = 0;
  const stream = await engine.stream('POST', `/exec/${execId}/start`, { body: { Detach: false }, signal });
  for await (const chunk of stream) {
    for (const { bytes } of cut(chunk)) {
      if (keptBytes < longestOutputBytes) kept.push(bytes.subarray(0, longestOutputBytes - keptBytes));
      keptBytes += bytes.length;
    }
  }
  return Buffer.concat(kept).toString();
}
