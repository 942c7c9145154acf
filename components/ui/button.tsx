import Link from 'next/link';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './button.module.css';
import { Icon, type IconName } from './icon';
import { Spinner } from './spinner';
import { Tooltip } from './tooltip';

/** `primary` once per view; `quiet` has no frame until hovered; `danger` for what cannot be taken back. */
type Tone = 'primary' | 'plain' | 'quiet' | 'danger';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: Tone;
  icon?: IconName;
  /** Shows a spinner and takes no further press; the button keeps its width. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with a text, and an icon before it if given. It is of type `button` unless told otherwise. */
export function Button({ tone = 'plain', icon, busy = false, className, children, ...rest }: ButtonProps) {
  const { disabled, ...others } = rest;
  return (
    <button
      type="button"
      {...others}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={join(styles.button, styles[tone], className)}
    >
      {busy ? <Spinner size={14} /> : icon && <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'title'> {
  icon: IconName;
  /** What it does: its accessible name, shown on hover. */
  label: string;
  /** The key that does the same, shown beside the label. */
  shortcut?: string;
}

/** A square button with an icon alone; its label is told on hover and to screen readers. */
export function IconButton({
  icon,
  label,
  shortcut,
  tone = 'quiet',
  busy,
  className,
  ...rest
}: IconButtonProps) {
  const { disabled, ...others } = rest;
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button
        type="button"
        {...others}
        disabled={disabled || busy}
        aria-label={label}
        className={join(styles.button, styles.square, styles[tone], className)}
      >
        {busy ? <Spinner size={14} /> : <Icon name={icon} />}
      </button>
    </Tooltip>
  );
}

interface LinkButtonProps {
  href: string;
  tone?: Tone;
  icon?: IconName;
  children: ReactNode;
  /** Offers the target as a file of this name. */
  download?: string;
}

/** A link that looks like a button, for actions that go somewhere. */
export function LinkButton({ href, tone = 'plain', icon, children, download }: LinkButtonProps) {
  const className = join(styles.button, styles[tone]);
  const content = (
    <>
      {icon && <Icon name={icon} size={14} />}
      {children}
    </>
  );
  if (download !== undefined) {
    return (
      <a href={href} download={download} className={className}>
        {content}
      </a>
    );
  }
  return (
    <Link href={href} className={className}>
      {content}
    </Link>
  );
}

function join(...names: (string | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
