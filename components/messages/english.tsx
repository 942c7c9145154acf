'use client';
import type { ReactNode } from 'react';
import { en } from './en';
import { TextsProvider } from './messages';

/** The English texts. Each language is a file of its own, so that a visitor loads one of them. */
export function EnglishTexts({ children }: { children: ReactNode }) {
  return (
    <TextsProvider language="en" catalogue={en}>
      {children}
    </TextsProvider>
  );
}
