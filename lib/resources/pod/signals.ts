const numbered = (prefix: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `${prefix}${from + at}`);

/** Signals a container may ask to be stopped by, by the operating system of the pod, in order of name. */
export const stopSignals: Readonly<Record<string, readonly string[]>> = {
  linux: [
    ...[
      'SIGABRT',
      'SIGALRM',
      'SIGBUS',
      'SIGCHLD',
      'SIGCLD',
      'SIGCONT',
      'SIGFPE',
      'SIGHUP',
      'SIGILL',
      'SIGINT',
    ],
    ...['SIGIO', 'SIGIOT', 'SIGKILL', 'SIGPIPE', 'SIGPOLL', 'SIGPROF', 'SIGPWR', 'SIGQUIT', 'SIGRTMAX'],
    ...numbered('SIGRTMAX-', 1, 14),
    'SIGRTMIN',
    ...numbered('SIGRTMIN+', 1, 15),
    ...['SIGSEGV', 'SIGSTKFLT', 'SIGSTOP', 'SIGSYS', 'SIGTERM', 'SIGTRAP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'],
    ...['SIGURG', 'SIGUSR1', 'SIGUSR2', 'SIGVTALRM', 'SIGWINCH', 'SIGXCPU', 'SIGXFSZ'],
  ].sort(),
  windows: ['SIGKILL', 'SIGTERM'],
};
