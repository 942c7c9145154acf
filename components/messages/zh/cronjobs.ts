import type { cronjobs as english } from '../en/cronjobs';

/** 简体中文 texts of the area: cronjobs. */
export const cronjobs: typeof english = {};
