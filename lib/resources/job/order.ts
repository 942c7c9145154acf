import type { JobConditionType } from './types';

/** The annotation that names the Jobs after which a suspended Job is started: `extract, transform=Failed`. */
export const runAfterKey = 'batch.gantry.dev/run-after';

/** The annotation in which the order controller keeps what it must not forget about a Job. */
export const runAfterStateKey = 'batch.gantry.dev/run-after-state';

/** The condition that tells whether a Job waits for others, and for which or why in vain. */
export const waitingType = 'batch.gantry.dev/Waiting' satisfies JobConditionType;
