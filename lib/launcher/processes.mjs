/**
 * Several child processes as one: when one of them ends by itself, the others are stopped and the program ends with a failure; on a
 * signal all are stopped and the program ends when they have. A second signal does not wait. Answers a function that adds a child, which gets
 * `graceMs` to end by itself once it is told to.
 */
export function keepTogether() {
  const living = new Map();
  let isStopping = false;

  const stop = (exitCode) => {
    isStopping = true;
    process.exitCode = exitCode;
    if (living.size === 0) process.exit();
    for (const [child, graceMs] of living) {
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), graceMs);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!isStopping) return stop(0);
      for (const child of living.keys()) child.kill('SIGKILL');
      process.exit(1);
    });
  }

  return (name, child, graceMs) => {
    living.set(child, graceMs);
    child.once('exit', (code, signal) => {
      living.delete(child);
      if (!isStopping) {
        process.stderr.write(`The ${name} ended (${signal ?? `exit ${code}`}); stopping.\n`);
        stop(1);
      }
      if (living.size === 0) process.exit();
    });
  };
}
