'use client';
import { useState } from 'react';
import { systemClock } from '@/lib/time/system';

const shownMs = 1500;

/** Copies a text and tells for a moment that it was done: `[copied, copy]`. */
export function useCopy(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  const copy = (text: string) => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      systemClock().after(shownMs, () => setCopied(false));
    });
  };
  return [copied, copy];
}
