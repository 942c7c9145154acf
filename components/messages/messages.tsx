'use client';
import { createContext, type ReactNode, useContext } from 'react';
import type { Catalogue, Language } from './catalogue';

interface Texts {
  language: Language;
  catalogue: Catalogue;
}

const TextsContext = createContext<Texts | undefined>(undefined);

/** Gives one language's texts to everything below it. */
export function TextsProvider({ language, catalogue, children }: Texts & { children: ReactNode }) {
  return <TextsContext.Provider value={{ language, catalogue }}>{children}</TextsContext.Provider>;
}

/** All texts in the visitor's language. */
export function useMessages(): Catalogue {
  return useTexts().catalogue;
}

/** The visitor's language, as a tag that `Intl` takes. */
export function useLanguage(): Language {
  return useTexts().language;
}

function useTexts(): Texts {
  const texts = useContext(TextsContext);
  if (!texts) throw new Error('There is no TextsProvider above this component.');
  return texts;
}
