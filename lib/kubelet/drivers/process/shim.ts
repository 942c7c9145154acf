import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { files } from '../disk/layout';

/**
 * The parent of a container's command, in a session and process group of its own, so that it outlives the
 * control plane.
 * - It starts nothing before it has read `go`: if the control plane dies before it has recorded the shim,
 *   the pipe closes and nothing has run.
 * - The command's shell writes its pid and becomes the command. It runs in the foreground, for shells make
 *   background commands deaf to SIGINT.
 * - The exit code goes into a file that has room for it, for the disk may be full by then; then whatever is
 *   left of the group is killed, the shim included.
 */
const script = `
trap : HUP INT TERM
read -r word || exit 0
[ "$word" = go ] || exit 0
exec 5>&2 2>/dev/null
dir=$1
shift
if [ -f "$dir/${files.sandbox}" ]; then
  /bin/sh -c 'echo $$ >"$0/${files.main}"; exec bwrap --args 4 -- "$@"' \\
    "$dir" "$@" </dev/null 2>&5 5>&- 4<"$dir/${files.sandbox}"
else
  /bin/sh -c 'echo $$ >"$0/${files.main}"; exec "$@"' "$dir" "$@" </dev/null 2>&5 5>&-
fi
code=$?
printf '%3d\\n' "$code" 1<>"$dir/${files.exit}"
kill -KILL 0
`;

export interface ShimOptions {
  dir: string;
  argv: readonly string[];
  env: Record<string, string>;
  cwd: string;
}

/**
 * Spawns a shim that waits for `release`. Its output goes straight to the attempt's files. @throws when
 * spawning fails.
 */
export function spawnShim({ dir, argv, env, cwd }: ShimOptions): ChildProcess {
  const out = openSync(path.join(dir, files.stdout), 'a');
  const err = openSync(path.join(dir, files.stderr), 'a');
  try {
    return spawn('/bin/sh', ['-c', script, 'gantry-container', dir, ...argv], {
      detached: true,
      cwd,
      env: env as NodeJS.ProcessEnv,
      stdio: ['pipe', out, err],
    });
  } finally {
    closeSync(out);
    closeSync(err);
  }
}

/** Lets the shim start its command. */
export function release(shim: ChildProcess): void {
  // A shim that is dead already has closed the pipe; its end is told by its exit.
  shim.stdin?.on('error', () => {});
  shim.stdin?.end('go\n');
  shim.unref();
}

/** Has the shim end without having started anything. */
export function dismiss(shim: ChildProcess): void {
  shim.stdin?.on('error', () => {});
  shim.stdin?.end();
  shim.unref();
}
