import type { JobCounts } from '@/lib/view/jobprogress';
import type { JobPhase, JobReason } from '@/lib/view/jobstate';
import type { LastFailure, PodPhaseShown } from '@/lib/view/podstate';
import type { Outcome, SegmentKind } from '@/lib/view/timelineattempt';
import type { MarkKind } from '@/lib/view/timelinemarks';

const phase: Record<JobPhase, string> = {
  pending: 'Pending',
  running: 'Running',
  retrying: 'Retrying',
  finishing: 'Finishing',
  complete: 'Complete',
  failing: 'Failing',
  failed: 'Failed',
  suspended: 'Suspended',
  unmanaged: 'Not managed',
};

const podPhase: Record<PodPhaseShown, string> = {
  waiting: 'Waiting',
  starting: 'Starting',
  running: 'Running',
  retrying: 'Retrying',
  terminating: 'Terminating',
  succeeded: 'Succeeded',
  failed: 'Failed',
  unknown: 'Unknown',
};

const segment: Record<SegmentKind, string> = {
  waiting: 'waiting for a node',
  starting: 'starting',
  running: 'running',
  backoff: 'waiting to restart',
  terminating: 'terminating',
};

const outcome: Record<Outcome, string> = {
  going: 'going on',
  succeeded: 'succeeded',
  failed: 'failed',
  stopped: 'was taken away',
};

const mark: Record<MarkKind, string> = {
  suspended: 'Suspended',
  resumed: 'Resumed',
  succeeding: 'Success criteria met',
  failing: 'Failing',
  complete: 'Complete',
  failed: 'Failed',
};

function pods(count: number): string {
  return count === 1 ? '1 pod' : `${count} pods`;
}

function attempts(count: number): string {
  return count === 1 ? '1 attempt' : `${count} attempts`;
}

function restarts(count: number): string {
  return count === 1 ? '1 restart' : `${count} restarts`;
}

function jobsOf(count: number): string {
  return count === 1 ? '1 Job' : `${count} Jobs`;
}

/** The first names of several, and how many there are besides. */
function fewOf(names: readonly string[]): string {
  const left = names.length - 5;
  return left > 0 ? `${names.slice(0, 5).join(', ')} and ${left} more` : names.join(', ');
}

/** `exit 137 (OOMKilled)`: how a pod ended. */
function ending({ exitCode, reason }: Pick<LastFailure, 'exitCode' | 'reason'>): string {
  if (exitCode === undefined) return reason ?? 'Failed';
  return reason && reason !== 'Error' && reason !== 'Completed'
    ? `exit ${exitCode} (${reason})`
    : `exit ${exitCode}`;
}

function stillStopping(count: number): string {
  return count > 0 ? `; ${pods(count)} still stopping` : '';
}

function failure(reason: Extract<JobReason, { kind: 'failed' }>): string {
  const last = reason.last ? `, last ${ending(reason.last)}` : '';
  if (reason.reason === 'BackoffLimitExceeded') {
    return `BackoffLimitExceeded: ${pods(reason.failedPods)} failed${last}`;
  }
  if (reason.reason === 'FailedIndexes' && reason.failedIndexes > 0) {
    return `FailedIndexes: ${reason.failedIndexes} failed${last}`;
  }
  return [reason.reason, reason.message].filter(Boolean).join(': ');
}

/** One sentence of why a Job is in its state; `inSpan` is the time until `nextAtMs`, formatted, where there is one. */
function reason(why: JobReason, inSpan?: string): string {
  switch (why.kind) {
    case 'notSeen':
      return 'no controller has taken it up yet';
    case 'waitingForPods':
      return 'waiting for its next pod';
    case 'unschedulable':
      return `${pods(why.pods)} waiting for a node: ${why.message}`;
    case 'starting': {
      const told = why.waiting ? ` (${why.waiting}${why.message ? `: ${why.message}` : ''})` : '';
      return why.waiting ? `${pods(why.pods)} starting${told}` : `${pods(why.pods)} not ready yet`;
    }
    case 'running':
      return `${pods(why.active)} active`;
    case 'stopping':
      return `waiting for ${pods(why.pods)} to stop`;
    case 'backoff': {
      const next = inSpan ? `, next try in ${inSpan}` : ', waiting to retry';
      const left = why.retriesLeft === undefined ? '' : `, ${why.retriesLeft} more allowed`;
      return `${pods(why.failures)} failed${next}${left}`;
    }
    case 'restarting': {
      const last = why.last ? `, last ${ending(why.last)}` : '';
      const left = why.retriesLeft === undefined ? '' : `, ${why.retriesLeft} more allowed`;
      return `${pods(why.pods)} waiting to restart after ${restarts(why.restarts)}${last}${left}`;
    }
    case 'finishing':
      return `success criteria met${why.reason ? ` (${why.reason})` : ''}${stillStopping(why.stillStopping)}`;
    case 'complete':
      return why.bySuccessPolicy ? 'its success policy was met' : '';
    case 'failing':
      return `${[why.reason, why.message].filter(Boolean).join(': ')}${stillStopping(why.stillStopping)}`;
    case 'failed':
      return failure(why);
    case 'suspended':
      return why.stillStopping > 0 ? `${pods(why.stillStopping)} still stopping` : '';
    case 'waitingForJobs':
      return `waiting for ${why.jobs.length === 1 ? 'Job' : 'Jobs'} ${fewOf(why.jobs)}`;
    case 'waitingInVain':
      return why.message;
    case 'unmanaged':
      return `left to ${why.manager}`;
  }
}

/** The progress of a Job in words, for its bar. */
function progress({ done, wanted, active, failed, failedIndexes, left }: JobCounts): string {
  const parts = [
    wanted === undefined ? `${done} succeeded` : `${done} of ${wanted} done`,
    active > 0 ? `${active} active` : '',
    failedIndexes > 0 ? `${failedIndexes} failed indexes` : failed > 0 ? `${failed} failed pods` : '',
    left ? `${left} left` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** English texts of the area: jobs. */
export const jobs = {
  title: 'Jobs',
  phase,
  podPhase,
  reason,
  progress,
  pods,
  ending,
  deleting: 'being deleted',
  /** Between since when and why. */
  colon: ': ',
  since: { complete: (took: string) => `, took ${took}`, failed: (took: string) => `, after ${took}` },
  attempt: {
    segment,
    outcome,
    gone: 'The pod is gone; this is what was seen of it.',
    sentence: (pod: string, ended: string, took: string) => `${pod} ${ended}, ${took}.`,
    restarts: (count: number) => (count === 1 ? 'failed once' : `failed ${count} times`),
  },
  mark,
  list: {
    label: 'Jobs',
    name: 'Name',
    namespace: 'Namespace',
    status: 'Status',
    progress: 'Progress',
    duration: 'Duration',
    owner: 'Owner',
    age: 'Age',
    actions: 'Actions',
    actionsOf: (name: string) => `Actions for ${name}`,
    failedCount: (count: string) => `${count} failed`,
    count: (count: string, all: string) => (count === all ? `${all} Jobs` : `${count} of ${all} Jobs`),
    tally: (count: string, of: string) => `${count} ${of.toLowerCase()}`,
    noOwner: 'No owner',
    newJob: 'New Job',
    filterStatus: 'Status',
    allStatuses: 'All statuses',
    filterOwner: 'Owner',
    allOwners: 'All owners',
    filterLabels: 'Label selector',
    labelsHint: 'Labels: tier in (a, b)',
    filterText: 'Filter by name',
    clear: 'Clear filters',
    noneTitle: 'No Jobs here yet',
    noneText: 'A Job runs pods until enough of them succeed. Write one, or start from an example.',
    noMatchTitle: 'No Job matches',
    noMatchText: (count: string) => `${count} are hidden by the filters.`,
    refused: 'The Jobs cannot be shown.',
    stale: 'The cluster does not answer at present.',
    focusFilter: 'Filter',
    group: 'Jobs',
  },
  actions: {
    suspend: 'Suspend',
    resume: 'Resume',
    rerun: 'Re-run',
    remove: 'Delete…',
    editAsNew: 'Edit as new',
    logs: 'Logs',
    open: 'Open',
    undo: 'Undo',
    suspended: (name: string) => `Job ${name} is suspended.`,
    resumed: (name: string) => `Job ${name} is resumed.`,
    created: (name: string) => `Job ${name} was created.`,
    removed: (name: string) => `Job ${name} is being deleted.`,
    notSuspended: (name: string) => `Job ${name} was not suspended.`,
    notResumed: (name: string) => `Job ${name} was not resumed.`,
    notRerun: (name: string) => `Job ${name} was not run again.`,
    notRemoved: (name: string) => `Job ${name} was not deleted.`,
    isFinished: 'It has ended.',
  },
  bulk: {
    label: 'Selected Jobs',
    selected: (count: number) => `${jobsOf(count)} selected`,
    ask: {
      suspend: (count: number) => `Suspend ${jobsOf(count)}?`,
      resume: (count: number) => `Resume ${jobsOf(count)}?`,
      rerun: (count: number) => `Run ${jobsOf(count)} again?`,
      remove: (count: number) => `Delete ${jobsOf(count)}?`,
    },
    confirm: { suspend: 'Suspend', resume: 'Resume', rerun: 'Re-run', remove: 'Delete' },
    skipped: (count: number) => `${jobsOf(count)} of the selection ended already and stay as they are.`,
    refused: (count: number) => `${jobsOf(count)} refused:`,
  },
  remove: {
    title: (name: string) => `Delete Job ${name}?`,
    titleWithPods: (name: string, count: number) => `Delete Job ${name} and its ${pods(count)}?`,
    confirm: 'Delete Job',
    confirmMany: (count: number) => `Delete ${jobsOf(count)}`,
    noPods: 'It has no pods.',
    itsPods: 'These pods go with it:',
    keptPods: 'These pods stay, without an owner:',
    cascade: 'Pods',
    background: 'Delete the pods in the background',
    foreground: 'Delete the pods first, then the Job',
    orphan: 'Keep the pods',
    orphanNote: 'Running pods run on; nothing will delete them later.',
    podsOfMany: 'Their pods go with them.',
    podsOfManyKept: 'Their pods stay, without an owner.',
  },
  page: {
    above: 'Jobs',
    gone: 'This Job is gone',
    goneText: (name: string, namespace: string) =>
      `There is no Job ${name} in namespace ${namespace}. It was deleted, or never was.`,
    goneWithMemory: 'It was deleted while this page was open. What was seen of it stays until you leave.',
    allJobs: 'All Jobs',
    refused: 'The Job cannot be shown.',
    stale: 'The cluster does not answer at present.',
    tabs: {
      label: 'Parts of the Job',
      timeline: 'Timeline',
      pods: 'Pods',
      logs: 'Logs',
      events: 'Events',
      details: 'Details',
      yaml: 'YAML',
    },
    owner: (kind: string) => `from ${kind}`,
    group: 'Job',
  },
  counts: {
    label: 'Counts',
    succeeded: 'Succeeded',
    active: 'Active',
    ready: 'Ready',
    terminating: 'Terminating',
    failed: 'Failed',
    failedIndexes: 'Failed indexes',
    left: 'Left',
    retriesLeft: 'Retries left',
    duration: 'Duration',
    deadline: 'Deadline',
    deadlineIn: (span: string) => `in ${span}`,
    expires: 'Deleted',
    parallelism: 'Parallelism',
  },
  timeline: {
    label: 'Timeline of the pods',
    keys: 'Arrow keys move between attempts, plus and minus zoom, 0 fits, Enter opens the pod',
    now: 'now',
    index: (index: number) => `index ${index}`,
    slot: (slot: number) => `slot ${slot + 1}`,
    columns: ['Row', 'Attempts'] as [string, string],
    more: (count: number) => ` and ${count} more rows`,
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Fit',
    follow: 'Follow',
    sizes: {
      index: (count: number) => `${attempts(count)}, a row for each index`,
      slot: (count: number) => `${attempts(count)}, a row for each slot pods take in turn`,
    },
    emptyTitle: 'No pods yet',
    emptyText: 'Each pod will be drawn here from the moment it is created.',
    emptySuspended: 'The Job is suspended. Its pods will be drawn here once it is resumed.',
    goneTitle: 'Its pods are gone',
    emptyGone: 'Pods are drawn here as long as they exist, or were seen while this page was open.',
    exit: (code: number) => `exit ${code}`,
    legend: {
      waiting: 'waiting for a node',
      starting: 'starting',
      running: 'running',
      done: 'succeeded',
      failed: 'failed',
      backoff: 'back-off',
    },
  },
  podTable: {
    label: 'Pods of the Job',
    name: 'Name',
    status: 'Status',
    index: 'Index',
    ready: 'Ready',
    restarts: 'Restarts',
    exit: 'Exit',
    node: 'Node',
    duration: 'Duration',
    age: 'Age',
    empty: 'No pods',
    emptyText: 'The Job has no pods at present.',
    gone: 'gone',
  },
  pod: {
    refused: 'The pod cannot be shown.',
    gone: 'This pod is gone. What was seen of it stays while the page is open.',
    unknown: 'There is no such pod.',
    containers: 'Containers',
    initContainer: 'init container',
    sidecar: 'sidecar',
    image: 'Image',
    command: 'Command',
    state: 'State',
    lastState: 'Before',
    exitCode: 'Exit code',
    signal: 'Signal',
    message: 'Message',
    started: 'Started',
    finished: 'Ended',
    restarts: 'Restarts',
    stateWords: { waiting: 'Waiting', running: 'Running', terminated: 'Ended', none: 'Not started' },
    conditions: 'Conditions',
    events: 'Events',
    log: 'Log',
    about: 'Pod',
    node: 'Node',
    ip: 'IP',
    created: 'Created',
    index: 'Index',
    qos: 'QoS class',
    restartPolicy: 'Restart policy',
    notScheduled: 'none yet',
    attempt: 'Attempt',
  },
  events: {
    label: 'Events of the Job and its pods',
    when: 'Last seen',
    reason: 'Reason',
    object: 'Object',
    message: 'Message',
    count: 'Count',
    warning: 'Warning',
    normal: 'Normal',
    emptyTitle: 'No events',
    emptyText: 'Kubernetes keeps events for an hour. New ones appear here at once.',
  },
  conditions: {
    title: 'Conditions',
    type: 'Type',
    status: 'Status',
    reason: 'Reason',
    message: 'Message',
    since: 'Since',
    none: 'The controller has set no condition yet.',
  },
  details: {
    spec: 'How it runs',
    labels: 'Labels',
    annotations: 'Annotations',
    none: 'none',
    completionMode: 'Completion mode',
    completions: 'Completions',
    workQueue: 'unset (work queue)',
    parallelism: 'Parallelism',
    backoffLimit: 'Back-off limit',
    backoffLimitPerIndex: 'Back-off limit per index',
    maxFailedIndexes: 'Max failed indexes',
    deadline: 'Active deadline',
    ttl: 'Kept after its end',
    forever: 'until deleted',
    podReplacement: 'Pod replacement',
    managedBy: 'Managed by',
    restartPolicy: 'Restart policy',
    created: 'Created',
    started: 'Started',
    finished: 'Ended',
    uid: 'UID',
    completedIndexes: 'Completed indexes',
    failedIndexes: 'Failed indexes',
  },
  yaml: {
    label: 'The Job as YAML',
    copy: 'Copy',
    copied: 'Copied',
    download: 'Download',
    managedFields: 'Managed fields',
  },
};
