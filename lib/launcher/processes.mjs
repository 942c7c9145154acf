/**
 * Several child processes as one: when one of them ends by itself, the others are stopped and the program ends with a failure; on a
 * signal all are stopped and the program ends when they have. A second signal does not wait. Answers a function that adds a child.
 */
export function keepTogether() {
  const living = new Set();
  let isStopping = false;

  const stop = (exitCode) => {
    isStopping = true;
    process.exitCode = exitCode;
    if (living.size === 0) process.exit();
    for (const child of living) child.kill('SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!isStopping) return stop(0);
      for (const child of living) child.kill('SIGKILL');
      process.exit(1);
    });
  }

  return (name, child) => {
    living.add(child);
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
