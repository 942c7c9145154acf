import type { jobs as english } from '../en/jobs';

/** 简体中文 texts of the area: jobs. */
export const jobs: typeof english = {};
