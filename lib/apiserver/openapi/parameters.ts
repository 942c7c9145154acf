type ParameterType = 'string' | 'integer' | 'boolean';

const parameterSets = {
  all: [['pretty', 'string', "'true': the answer is indented"]],
  collection: [
    ['continue', 'string', 'the token that an earlier page gave'],
    ['fieldSelector', 'string', 'only objects with these fields'],
    ['labelSelector', 'string', 'only objects with these labels'],
    ['limit', 'integer', 'the most objects to answer'],
    ['resourceVersion', 'string', 'the version to read, or to watch from'],
    ['resourceVersionMatch', 'string', 'how the version asked for is meant'],
    ['sendInitialEvents', 'boolean', 'a watch begins with what is there'],
    ['timeoutSeconds', 'integer', 'how long to answer at most'],
  ],
  watch: [
    ['allowWatchBookmarks', 'boolean', 'a watch tells from time to time how far it is'],
    ['watch', 'boolean', 'a stream of changes instead of a list'],
  ],
  log: [
    ['container', 'string', 'the container whose log is read'],
    ['follow', 'boolean', 'the answer goes on as the container writes'],
    ['insecureSkipTLSVerifyBackend', 'boolean', 'the certificate of what serves the log is not checked'],
    ['limitBytes', 'integer', 'the most bytes to answer'],
    ['previous', 'boolean', 'the log of the container before its last restart'],
    ['sinceSeconds', 'integer', 'only what is that young'],
    ['stream', 'string', 'the stream to read: All, Stdout or Stderr'],
    ['tailLines', 'integer', 'the most lines, counted from the end'],
    ['timestamps', 'boolean', 'each line begins with its time'],
  ],
  write: [
    ['dryRun', 'string', "'All': everything is checked and nothing is stored"],
    ['fieldManager', 'string', 'the name under which the change is made'],
    [
      'fieldValidation',
      'string',
      "what becomes of unknown and duplicate fields: 'Ignore', 'Warn' or 'Strict'",
    ],
  ],
  patch: [['force', 'boolean', 'an apply takes over fields that others own']],
  delete: [
    ['dryRun', 'string', "'All': everything is checked and nothing is deleted"],
    ['gracePeriodSeconds', 'integer', 'how long the object may take to end'],
    [
      'ignoreStoreReadErrorWithClusterBreakingPotential',
      'boolean',
      'an object that cannot be read is deleted all the same',
    ],
    ['orphanDependents', 'boolean', 'dependents stay; propagationPolicy says it better'],
    ['propagationPolicy', 'string', "what becomes of dependents: 'Orphan', 'Background' or 'Foreground'"],
  ],
} as const satisfies Record<string, readonly (readonly [string, ParameterType, string])[]>;

/** The query parameters of one sort of operation, as OpenAPI lists them. */
export function queryParameters(set: keyof typeof parameterSets): object[] {
  return parameterSets[set].map(([name, type, description]) => ({
    ...{ name, description, in: 'query' },
    schema: { type, uniqueItems: true },
  }));
}
