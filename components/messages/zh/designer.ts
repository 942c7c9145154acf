import type { designer as english } from '../en/designer';

/** 简体中文 texts of the area: designer. */
export const designer: typeof english = {};
