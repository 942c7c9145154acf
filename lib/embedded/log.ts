import { type Clock, toTime } from '../time/clock';

/** Writes a line for the people who run the control plane. */
export type Log = (message: string) => void;

/** A log of plain lines on stderr, each with its time; a message of several lines stays one. */
export function stderrLog(clock: Clock): Log {
  return (message) => {
    process.stderr.write(`${toTime(clock.now())} ${message.trimEnd().replaceAll('\n', '\n  ')}\n`);
  };
}

/** An error as a log tells it: with the stack where that helps to find it. */
export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
