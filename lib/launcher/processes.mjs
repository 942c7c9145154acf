/**
 * Keeps several child processes as one: when one of them ends by itself, the others are stopped and the program ends with a
 * failure; on SIGINT or SIGTERM all are stopped and the program ends when they have. A second signal does not wait.
 */
export function keepTogether(children) {
  let stopping = false;
  const living = new Map(Object.entries(children));

  const stop = () => {
    for (const child of living.values()) child.kill('SIGTERM');
  };
  const onSignal = () => {
    if (stopping) {
      for (const child of living.values()) child.kill('SIGKILL');
      process.exit(1);
    }
    stopping = true;
    stop();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);

  for (const [name, child] of living) {
    child.once('exit', (code, signal) => {
      living.delete(name);
      if (!stopping) {
        stopping = true;
        process.exitCode = 1;
        process.stderr.write(`The ${name} ended unexpectedly (${signal ?? `exit ${code}`}); stopping.\n`);
        stop();
      }
      if (living.size === 0) process.exit();
    });
  }
}
