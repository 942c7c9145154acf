import type { shell as english } from '../en/shell';

/** 简体中文 texts of the area: shell. */
export const shell: typeof english = {
  noAnswer: '控制台服务没有响应。操作可能没有生效，恢复后请重试。',
};
