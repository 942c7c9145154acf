'use client';
import type { ReactNode } from 'react';
import { TextsProvider } from './messages';
import { zh } from './zh';

/** 简体中文 texts. Each language is a file of its own, so that a visitor loads one of them. */
export function ChineseTexts({ children }: { children: ReactNode }) {
  return (
    <TextsProvider language="zh-CN" catalogue={zh}>
      {children}
    </TextsProvider>
  );
}
