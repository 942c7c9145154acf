'use client';
import * as RadixTooltip from 'radix-ui/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from './kbd';
import styles from './tooltip.module.css';

/** Shares the delay among all tooltips of the page: the second one shows at once. */
export const TooltipProvider = RadixTooltip.Provider;

interface TooltipProps {
  text: ReactNode;
  shortcut?: string;
  /** One element that takes a ref and can be hovered; make it focusable if the text matters. */
  children: ReactElement;
  side?: 'top' | 'right' | 'bottom' | 'left';
}

/** A short explanation on hover and focus. Never the only place where something needed stands. */
export function Tooltip({ text, shortcut, children, side = 'top' }: TooltipProps) {
  return (
    <RadixTooltip.Root>
      <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
      <RadixTooltip.Portal>
        <RadixTooltip.Content side={side} sideOffset={4} collisionPadding={8} className={styles.tooltip}>
          {text}
          {shortcut && <Kbd keys={shortcut} />}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  );
}
