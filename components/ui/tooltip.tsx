'use client';
import {
  cloneElement,
  type HTMLAttributes,
  type ReactElement,
  type ReactNode,
  type SyntheticEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { Kbd } from './kbd';
import styles from './tooltip.module.css';
import { hideTip, keepTip, leaveTip, shownTip, showTip, subscribeTip, type Tip } from './tooltip-store';

interface TooltipProps {
  text: ReactNode;
  shortcut?: string;
  /** One element that takes the properties of an HTML element; make it focusable if the text matters. */
  children: ReactElement<HTMLAttributes<HTMLElement>>;
  side?: Tip['side'];
}

/** A short explanation on hover and focus. Never the only place where something needed stands. */
export function Tooltip({ text, shortcut, children, side = 'top' }: TooltipProps) {
  const own = children.props;
  const tipOf = (event: SyntheticEvent<HTMLElement>) => {
    const element = event.currentTarget;
    return (): Tip | undefined => {
      // By now it may have gone, or what it opens may be open: there is nothing to explain then.
      if (!element.isConnected || element.ariaExpanded === 'true') return undefined;
      return { text, shortcut, side, anchor: element.getBoundingClientRect() };
    };
  };
  return cloneElement(children, {
    onPointerEnter: (event) => {
      own.onPointerEnter?.(event);
      if (event.pointerType !== 'touch') showTip(tipOf(event));
    },
    onPointerLeave: (event) => {
      own.onPointerLeave?.(event);
      leaveTip();
    },
    onPointerDown: (event) => {
      own.onPointerDown?.(event);
      hideTip();
    },
    onFocus: (event) => {
      own.onFocus?.(event);
      if (event.currentTarget.matches(':focus-visible')) showTip(tipOf(event), true);
    },
    onBlur: (event) => {
      own.onBlur?.(event);
      hideTip();
    },
  });
}

/** Where the page's one tooltip appears. Once per page. */
export function TooltipLayer() {
  const tip = useSyncExternalStore(subscribeTip, shownTip, () => undefined);
  useEffect(() => {
    if (!tip) return;
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && hideTip();
    window.addEventListener('keydown', onKeyDown, true);
    window.addEventListener('scroll', hideTip, true);
    return () => {
      window.removeEventListener('keydown', onKeyDown, true);
      window.removeEventListener('scroll', hideTip, true);
    };
  }, [tip]);
  return tip ? <TooltipCard tip={tip} /> : null;
}

function TooltipCard({ tip }: { tip: Tip }) {
  const card = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number }>();
  useLayoutEffect(() => {
    const box = card.current!.getBoundingClientRect();
    setPlace(placeBeside(tip, box.width, box.height, window.innerWidth, window.innerHeight));
  }, [tip]);
  return (
    // The name of what it explains says the same to screen readers.
    <div
      ref={card}
      role="tooltip"
      className={styles.tooltip}
      style={place ?? { visibility: 'hidden' }}
      onPointerEnter={keepTip}
      onPointerLeave={leaveTip}
    >
      {tip.text}
      {tip.shortcut && <Kbd keys={tip.shortcut} />}
    </div>
  );
}

const gapPx = 4;
const edgePx = 8;

/** Beside its anchor on the wanted side, on the other where there is no room, and never beyond the edge of the window. */
function placeBeside({ anchor, side }: Tip, width: number, height: number, maxX: number, maxY: number) {
  const middle = {
    left: anchor.left + anchor.width / 2 - width / 2,
    top: anchor.top + anchor.height / 2 - height / 2,
  };
  const above = anchor.top - height - gapPx;
  const below = anchor.bottom + gapPx;
  const before = anchor.left - width - gapPx;
  const after = anchor.right + gapPx;
  const places = {
    top: { ...middle, top: above >= edgePx ? above : below },
    bottom: { ...middle, top: below + height <= maxY - edgePx ? below : above },
    left: { ...middle, left: before >= edgePx ? before : after },
    right: { ...middle, left: after + width <= maxX - edgePx ? after : before },
  };
  const clamp = (value: number, size: number, max: number) =>
    Math.max(edgePx, Math.min(value, max - size - edgePx));
  const { left, top } = places[side];
  return { left: clamp(left, width, maxX), top: clamp(top, height, maxY) };
}
