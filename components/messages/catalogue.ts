import { en } from './en';
import { zh } from './zh';

/** The languages Gantry speaks, as BCP 47 tags. */
export type Language = 'en' | 'zh-CN';

/** All texts of one language: plain strings, and functions where a text holds values. */
export type Catalogue = typeof en;

export const catalogues: Readonly<Record<Language, Catalogue>> = { en, 'zh-CN': zh };
