'use client';
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Bar } from './timeline-model';
import type { TimelineView } from './use-timeline-view';

interface PointerOptions {
  canvas: RefObject<HTMLCanvasElement | null>;
  gutter: number;
  view: TimelineView;
  /** The bar at a point of the canvas. */
  find: (x: number, y: number) => Bar | undefined;
  onOpen: (key: string) => void;
}

/** Further than this a press is a drag and opens nothing. */
const dragPx = 4;

/** Hovering, dragging, the wheel and clicks on the canvas of a timeline. */
export function usePointer({ canvas, gutter, view, find, onOpen }: PointerOptions) {
  const [hover, setHover] = useState<{ bar: Bar; x: number; y: number }>();
  const drag = useRef<{ startX: number; lastX: number; moved: boolean }>(undefined);
  const latest = useRef(view);
  useEffect(() => {
    latest.current = view;
  });
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    // The browser makes React's wheel handlers passive, and this one must keep the page from zooming.
    const onWheel = (event: WheelEvent) => {
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        latest.current.zoom(Math.exp(-event.deltaY / 200), Math.max(0, event.offsetX - gutter));
      } else if (Math.abs(sideways) > (event.shiftKey ? 0 : Math.abs(event.deltaY))) {
        event.preventDefault();
        latest.current.pan(sideways);
      }
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [canvas, gutter]);

  const pointOf = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      drag.current = { startX: event.clientX, lastX: event.clientX, moved: false };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      const { x, y } = pointOf(event);
      const current = drag.current;
      if (current && (current.moved || Math.abs(event.clientX - current.startX) > dragPx)) {
        view.pan(current.lastX - event.clientX);
        drag.current = { ...current, lastX: event.clientX, moved: true };
        setHover(undefined);
        return;
      }
      const bar = find(x, y);
      setHover(bar && { bar, x, y });
    },
    onPointerUp: (event: PointerEvent) => {
      const wasDrag = drag.current?.moved ?? true;
      drag.current = undefined;
      const { x, y } = pointOf(event);
      const bar = wasDrag ? undefined : find(x, y);
      if (bar) onOpen(bar.key);
    },
    onPointerCancel: () => {
      drag.current = undefined;
    },
    onPointerLeave: () => setHover(undefined),
  };
  return { hover, handlers };
}
