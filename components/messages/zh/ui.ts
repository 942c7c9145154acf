import type { ui as english } from '../en/ui';

/** 简体中文 texts of the area: ui. */
export const ui: typeof english = {};
