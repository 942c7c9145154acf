'use client';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { Picture } from './timeline-brush';
import { paint } from './timeline-paint';
import { onThemeChange, type Palette, readPalette } from './timeline-palette';

/** Paints a picture on a canvas, at most once per frame and sharp on every screen, in the colours of the theme. */
export function usePicture(canvas: RefObject<HTMLCanvasElement | null>, picture: Picture): void {
  const latest = useRef(picture);
  const palette = useRef<Palette>(undefined);
  const frame = useRef(0);
  const painted = useRef(false);
  const now = useRef(() => {
    const element = canvas.current;
    if (!element || latest.current.width === 0) return;
    palette.current ??= readPalette(element);
    draw(element, latest.current, palette.current);
    painted.current = true;
  });
  const request = useRef(() => {
    cancelAnimationFrame(frame.current);
    // The first time there must be no frame without a picture.
    if (painted.current) frame.current = requestAnimationFrame(now.current);
    else now.current();
  });
  useLayoutEffect(() => {
    latest.current = picture;
    request.current();
  });
  useEffect(() => {
    const stop = onThemeChange(() => {
      palette.current = undefined;
      request.current();
    });
    return () => {
      stop();
      cancelAnimationFrame(frame.current);
    };
  }, []);
}

function draw(canvas: HTMLCanvasElement, picture: Picture, palette: Palette): void {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(picture.width * ratio);
  const height = Math.round(picture.height * ratio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const ctx = canvas.getContext('2d');
  if (!ctx) return;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint(ctx, picture, palette);
}
