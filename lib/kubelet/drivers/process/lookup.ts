import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** A command as found, or why it cannot be executed, in a container runtime's words. */
export type Lookup = { file: string } | { problem: string };

interface LookupOptions {
  /** The `PATH` of the container. */
  searchPath: string;
  /** The container's working directory. */
  workingDir: string;
  /** Where a path of the container lies on the host; `undefined` where the container has nothing there. */
  hostPathOf: (file: string) => string | undefined;
}

/**
 * Finds the executable of a command as `exec` in the container would. The answer is the path inside the
 * container.
 */
export function findCommand(command: string, { searchPath, workingDir, hostPathOf }: LookupOptions): Lookup {
  if (command.includes('/')) {
    const file = path.posix.resolve(workingDir, command);
    const problem = problemWith(hostPathOf(file));
    return problem
      ? { problem: `exec: ${JSON.stringify(command)}: ${describe(problem, command)}` }
      : { file };
  }
  for (const directory of searchPath.split(':')) {
    const file = path.posix.resolve(workingDir, directory || '.', command);
    if (command && !problemWith(hostPathOf(file))) return { file };
  }
  return { problem: `exec: ${JSON.stringify(command)}: executable file not found in $PATH` };
}

type Problem = 'absent' | 'directory' | 'forbidden';

function problemWith(file: string | undefined): Problem | undefined {
  if (file === undefined) return 'absent';
  try {
    if (statSync(file).isDirectory()) return 'directory';
    accessSync(file, constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'forbidden' : 'absent';
  }
}

function describe(problem: Problem, command: string): string {
  if (problem === 'directory') return 'is a directory';
  return problem === 'forbidden' ? 'permission denied' : `stat ${command}: no such file or directory`;
}
