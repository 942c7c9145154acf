import type { schedule as english } from '../en/schedule';

/** 简体中文 texts of the area: schedule. */
export const schedule: typeof english = {
  nextRunsOf: (count) => `接下来 ${count} 次运行`,
  yours: '本地时间',
  clusterZone: (zone) => `集群时区（${zone}）`,
  never: '从不',
  neverNote: '没有哪一天符合这个计划：它不会自行触发，只能手动触发。',
  wrong: '无法解析这个计划',
  wrongZone: '未知的时区',
  in: (span) => `${span} 后`,
  due: '即将运行',
  wouldRun: (instant) => `恢复后将于 ${instant} 运行。`,
  columns: { zone: '计划时区', yours: '本地时间', in: '距今' },
};
