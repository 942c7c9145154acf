'use client';
import { createContext, useContext } from 'react';
import type { Manifest } from '@/lib/view/document';
import type { Path } from '@/lib/view/documentvalue';
import type { FormKind } from '@/lib/view/form';

/** What every part of the form works with: the object it shows and how to change it. */
export interface Form {
  manifest: Manifest;
  index: number;
  value: unknown;
  kind: FormKind;
  /** The namespace the object goes to when it names none. */
  namespace: string;
  /** The name and namespace of an existing object are fixed. */
  existing: boolean;
  /** The cluster runs commands without images. */
  withoutImages: boolean;
  /** Sets a value, or takes it away with `undefined`. */
  set: (path: Path, value: unknown) => void;
  /** Puts a whole manifest made from this one. */
  put: (manifest: Manifest) => void;
  /** What is wrong with exactly this field. */
  errorsAt: (path: Path) => string | undefined;
}

export const FormContext = createContext<Form | undefined>(undefined);

/** The form this component is part of. */
export function useForm(): Form {
  const form = useContext(FormContext);
  if (!form) throw new Error('There is no form above this component.');
  return form;
}
