/** English texts of the area: schedule. */
export const schedule = {
  nextRunsOf: (count: number) => `Next ${count} runs`,
  yours: 'Your time',
  clusterZone: (zone: string) => `the cluster’s zone (${zone})`,
  never: 'never',
  neverNote: 'No day matches this schedule: it never fires by itself and can only be triggered.',
  wrong: 'This schedule cannot be read',
  wrongZone: 'This time zone is not known',
  in: (span: string) => `in ${span}`,
  due: 'due now',
  wouldRun: (instant: string) => `Would run at ${instant} if it were resumed.`,
  columns: { zone: 'Schedule’s zone', yours: 'Your time', in: 'In' },
};
