import type { logs as english } from '../en/logs';

/** 简体中文 texts of the area: logs. */
export const logs: typeof english = {};
