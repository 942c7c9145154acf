import type { schedule as english } from '../en/schedule';

/** 简体中文 texts of the area: schedule. */
export const schedule: typeof english = {};
