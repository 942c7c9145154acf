import type { JobCounts } from '@/lib/view/jobprogress';
import type { JobReason } from '@/lib/view/jobstate';
import type { LastFailure } from '@/lib/view/podstate';
import type { jobs as english } from '../en/jobs';

function pods(count: number): string {
  return `${count} 个 Pod`;
}

function fewOf(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join('、')} 等 ${names.length} 个` : names.join('、');
}

function ending({ exitCode, reason }: Pick<LastFailure, 'exitCode' | 'reason'>): string {
  if (exitCode === undefined) return reason ?? '失败';
  return reason && reason !== 'Error' && reason !== 'Completed'
    ? `退出码 ${exitCode}（${reason}）`
    : `退出码 ${exitCode}`;
}

function stillStopping(count: number): string {
  return count > 0 ? `，还有 ${pods(count)} 正在停止` : '';
}

function failure(reason: Extract<JobReason, { kind: 'failed' }>): string {
  const last = reason.last ? `，最后一个${ending(reason.last)}` : '';
  if (reason.reason === 'BackoffLimitExceeded') {
    return `BackoffLimitExceeded：${pods(reason.failedPods)} 失败${last}`;
  }
  if (reason.reason === 'FailedIndexes' && reason.failedIndexes > 0) {
    return `FailedIndexes：${reason.failedIndexes} 个索引失败${last}`;
  }
  return [reason.reason, reason.message].filter(Boolean).join('：');
}

function reason(why: JobReason, inSpan?: string): string {
  switch (why.kind) {
    case 'notSeen':
      return '还没有控制器接手';
    case 'waitingForPods':
      return '正在等下一个 Pod';
    case 'unschedulable':
      return `${pods(why.pods)} 在等节点：${why.message}`;
    case 'starting': {
      const told = why.waiting ? `（${why.waiting}${why.message ? `：${why.message}` : ''}）` : '';
      return why.waiting ? `${pods(why.pods)} 正在启动${told}` : `${pods(why.pods)} 尚未就绪`;
    }
    case 'running':
      return `${pods(why.active)} 在运行`;
    case 'stopping':
      return `正在等 ${pods(why.pods)} 停止`;
    case 'backoff': {
      const next = inSpan ? `，${inSpan}后重试` : '，稍后重试';
      const left = why.retriesLeft === undefined ? '' : `，还可失败 ${why.retriesLeft} 次`;
      return `${pods(why.failures)} 失败${next}${left}`;
    }
    case 'restarting': {
      const last = why.last ? `，最近一次${ending(why.last)}` : '';
      const left = why.retriesLeft === undefined ? '' : `，还可失败 ${why.retriesLeft} 次`;
      return `${pods(why.pods)} 重启 ${why.restarts} 次后等待再次重启${last}${left}`;
    }
    case 'finishing':
      return `成功条件已满足${why.reason ? `（${why.reason}）` : ''}${stillStopping(why.stillStopping)}`;
    case 'complete':
      return why.bySuccessPolicy ? '已满足成功策略' : '';
    case 'failing':
      return `${[why.reason, why.message].filter(Boolean).join('：')}${stillStopping(why.stillStopping)}`;
    case 'failed':
      return failure(why);
    case 'suspended':
      return why.stillStopping > 0 ? `还有 ${pods(why.stillStopping)} 正在停止` : '';
    case 'waitingForJobs':
      return `正在等 Job ${fewOf(why.jobs)} 结束`;
    case 'waitingInVain':
      return `目前无法开始：${why.message}`;
    case 'unmanaged':
      return `由 ${why.manager} 管理`;
  }
}

function progress({ done, wanted, active, failed, failedIndexes, left }: JobCounts): string {
  const parts = [
    wanted === undefined ? `成功 ${done} 个` : `完成 ${done}/${wanted}`,
    active > 0 ? `运行中 ${active} 个` : '',
    failedIndexes > 0 ? `失败索引 ${failedIndexes} 个` : failed > 0 ? `失败 Pod ${failed} 个` : '',
    left ? `剩余 ${left} 个` : '',
  ];
  return parts.filter(Boolean).join('，');
}

/** 简体中文 texts of the area: jobs. */
export const jobs: typeof english = {
  title: 'Job',
  phase: {
    pending: '等待中',
    running: '运行中',
    retrying: '等待重试',
    finishing: '即将完成',
    complete: '已完成',
    failing: '即将失败',
    failed: '失败',
    suspended: '已挂起',
    unmanaged: '非本地管理',
  },
  podPhase: {
    waiting: '等待中',
    starting: '启动中',
    running: '运行中',
    retrying: '等待重试',
    terminating: '终止中',
    succeeded: '成功',
    failed: '失败',
    unknown: '未知',
  },
  reason,
  progress,
  pods,
  ending,
  deleting: '正在删除',
  colon: '：',
  since: { complete: (took) => `，用时 ${took}`, failed: (took) => `，运行了 ${took}` },
  attempt: {
    segment: {
      waiting: '等节点',
      starting: '启动',
      running: '运行',
      backoff: '等待重启',
      terminating: '终止',
    },
    outcome: { going: '进行中', succeeded: '成功', failed: '失败', stopped: '被移除' },
    gone: '此 Pod 已不在，这里是此前看到的情况。',
    sentence: (pod, ended, took) => `${pod} ${ended}，${took}。`,
    restarts: (count) => `失败 ${count} 次`,
  },
  mark: {
    suspended: '已挂起',
    resumed: '已恢复',
    succeeding: '成功条件已满足',
    failing: '即将失败',
    complete: '已完成',
    failed: '失败',
  },
  list: {
    label: 'Job 列表',
    name: '名称',
    namespace: 'Namespace',
    status: '状态',
    progress: '进度',
    duration: '时长',
    owner: '所属',
    age: '创建于',
    actions: '操作',
    actionsOf: (name) => `${name} 的操作`,
    failedCount: (count) => `失败 ${count}`,
    count: (count, all) => (count === all ? `共 ${all} 个 Job` : `${all} 个 Job 中的 ${count} 个`),
    tally: (count, of) => `${count} 个${of}`,
    noOwner: '无所属',
    newJob: '新建 Job',
    filterStatus: '状态',
    allStatuses: '所有状态',
    filterOwner: '所属',
    allOwners: '全部',
    filterLabels: '标签选择器',
    labelsHint: '标签：tier in (a, b)',
    filterText: '按名称筛选',
    clear: '清除筛选',
    noneTitle: '这里还没有 Job',
    noneText: 'Job 会运行 Pod，直到足够多的 Pod 成功为止。写一个，或从示例开始。',
    noMatchTitle: '没有符合条件的 Job',
    noMatchText: (count) => `有 ${count} 个被筛选条件隐藏。`,
    refused: '无法显示 Job。',
    stale: '集群目前没有应答。',
    focusFilter: '筛选',
    group: 'Job',
  },
  actions: {
    suspend: '挂起',
    resume: '恢复',
    rerun: '重新运行',
    remove: '删除…',
    editAsNew: '编辑为新 Job',
    logs: '日志',
    open: '打开',
    undo: '撤销',
    suspended: (name) => `Job ${name} 已挂起。`,
    resumed: (name) => `Job ${name} 已恢复。`,
    created: (name) => `Job ${name} 已创建。`,
    removed: (name) => `正在删除 Job ${name}。`,
    notSuspended: (name) => `Job ${name} 未能挂起。`,
    notResumed: (name) => `Job ${name} 未能恢复。`,
    notRerun: (name) => `Job ${name} 未能重新运行。`,
    notRemoved: (name) => `Job ${name} 未能删除。`,
    isFinished: '它已经结束。',
  },
  bulk: {
    label: '选中的 Job',
    selected: (count) => `已选 ${count} 个 Job`,
    ask: {
      suspend: (count) => `挂起 ${count} 个 Job？`,
      resume: (count) => `恢复 ${count} 个 Job？`,
      rerun: (count) => `重新运行 ${count} 个 Job？`,
      remove: (count) => `删除 ${count} 个 Job？`,
    },
    confirm: { suspend: '挂起', resume: '恢复', rerun: '重新运行', remove: '删除' },
    skipped: (count) => `选中的 ${count} 个 Job 已经结束，保持不变。`,
    refused: (count) => `${count} 个 Job 被拒绝：`,
  },
  remove: {
    title: (name) => `删除 Job ${name}？`,
    titleWithPods: (name, count) => `删除 Job ${name} 及其 ${pods(count)}？`,
    confirm: '删除 Job',
    confirmMany: (count) => `删除 ${count} 个 Job`,
    noPods: '它没有 Pod。',
    itsPods: '以下 Pod 会一同删除：',
    keptPods: '以下 Pod 会保留，不再有所属：',
    cascade: 'Pod',
    background: '在后台删除 Pod',
    foreground: '先删除 Pod，再删除 Job',
    orphan: '保留 Pod',
    orphanNote: '正在运行的 Pod 会继续运行，之后也不会被自动删除。',
    podsOfMany: '它们的 Pod 会一同删除。',
    podsOfManyKept: '它们的 Pod 会保留，不再有所属。',
  },
  page: {
    above: 'Job',
    gone: '这个 Job 已不存在',
    goneText: (name, namespace) => `Namespace ${namespace} 中没有 Job ${name}。它已被删除，或从未存在。`,
    goneWithMemory: '它在本页打开期间被删除。离开之前，已看到的内容会保留。',
    allJobs: '所有 Job',
    refused: '无法显示这个 Job。',
    stale: '集群目前没有应答。',
    tabs: {
      label: 'Job 的各部分',
      timeline: '时间线',
      pods: 'Pod',
      logs: '日志',
      events: '事件',
      details: '详情',
      yaml: 'YAML',
    },
    owner: (kind) => `来自 ${kind}`,
    group: 'Job',
  },
  counts: {
    label: '计数',
    succeeded: '成功',
    active: '运行中',
    ready: '就绪',
    terminating: '终止中',
    failed: '失败',
    failedIndexes: '失败索引',
    left: '剩余',
    retriesLeft: '剩余重试',
    duration: '时长',
    deadline: '期限',
    deadlineIn: (span) => `${span}后`,
    expires: '自动删除',
    parallelism: '并行数',
  },
  timeline: {
    label: 'Pod 时间线',
    keys: '方向键在各次尝试间移动，加减号缩放，0 显示全部，回车打开 Pod',
    now: '现在',
    index: (index) => `索引 ${index}`,
    slot: (slot) => `槽位 ${slot + 1}`,
    columns: ['行', '尝试'],
    more: (count) => `，另有 ${count} 行`,
    zoomIn: '放大',
    zoomOut: '缩小',
    fit: '全部',
    follow: '跟随',
    sizes: {
      index: (count) => `${count} 次尝试，每个索引一行`,
      slot: (count) => `${count} 次尝试，每个槽位一行，Pod 依次占用`,
    },
    emptyTitle: '还没有 Pod',
    emptyText: '每个 Pod 从创建起就会画在这里。',
    emptySuspended: '这个 Job 已挂起。恢复后，它的 Pod 会画在这里。',
    goneTitle: '它的 Pod 已经不在',
    emptyGone: 'Pod 存在期间，或本页打开时看到过的 Pod，会画在这里。',
    exit: (code) => `退出码 ${code}`,
    legend: {
      waiting: '等节点',
      starting: '启动中',
      running: '运行中',
      done: '成功',
      failed: '失败',
      backoff: '退避',
    },
  },
  podTable: {
    label: 'Job 的 Pod',
    name: '名称',
    status: '状态',
    index: '索引',
    ready: '就绪',
    restarts: '重启',
    exit: '退出码',
    node: '节点',
    duration: '时长',
    age: '创建于',
    empty: '没有 Pod',
    emptyText: '这个 Job 目前没有 Pod。',
    gone: '已不在',
  },
  pod: {
    refused: '无法显示这个 Pod。',
    gone: '此 Pod 已不在。页面打开期间，已看到的内容会保留。',
    unknown: '没有这个 Pod。',
    containers: '容器',
    initContainer: 'init 容器',
    sidecar: 'sidecar',
    image: '镜像',
    command: '命令',
    state: '状态',
    lastState: '此前',
    exitCode: '退出码',
    signal: '信号',
    message: '消息',
    started: '开始',
    finished: '结束',
    restarts: '重启',
    stateWords: { waiting: '等待中', running: '运行中', terminated: '已结束', none: '未启动' },
    conditions: '状况',
    events: '事件',
    log: '日志',
    about: 'Pod',
    node: '节点',
    ip: 'IP',
    created: '创建',
    index: '索引',
    qos: 'QoS 等级',
    restartPolicy: '重启策略',
    notScheduled: '尚无',
    attempt: '尝试',
  },
  events: {
    label: 'Job 及其 Pod 的事件',
    when: '最近一次',
    reason: '原因',
    object: '对象',
    message: '消息',
    count: '次数',
    warning: '警告',
    normal: '正常',
    emptyTitle: '没有事件',
    emptyText: 'Kubernetes 保留事件一小时。新事件会立即出现在这里。',
  },
  conditions: {
    title: '状况',
    type: '类型',
    status: '值',
    reason: '原因',
    message: '消息',
    since: '自',
    none: '控制器还没有设置任何状况。',
  },
  details: {
    spec: '运行方式',
    labels: '标签',
    annotations: '注解',
    none: '无',
    completionMode: '完成模式',
    completions: '完成数',
    workQueue: '未设置（工作队列）',
    parallelism: '并行数',
    backoffLimit: '退避上限',
    backoffLimitPerIndex: '每个索引的退避上限',
    maxFailedIndexes: '失败索引上限',
    deadline: '运行期限',
    ttl: '结束后保留',
    forever: '直到被删除',
    podReplacement: 'Pod 替换策略',
    managedBy: '管理者',
    restartPolicy: '重启策略',
    created: '创建',
    started: '开始',
    finished: '结束',
    uid: 'UID',
    completedIndexes: '已完成的索引',
    failedIndexes: '失败的索引',
  },
  yaml: {
    label: 'Job 的 YAML',
    copy: '复制',
    copied: '已复制',
    download: '下载',
    managedFields: '托管字段',
  },
};
