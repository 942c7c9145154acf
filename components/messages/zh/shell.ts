import type { shell as english } from '../en/shell';

/** 简体中文 texts of the area: shell. */
export const shell: typeof english = {};
