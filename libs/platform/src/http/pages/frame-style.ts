/**
 * The sheet under each page's own: colours by light and by dark, letters, the banner, where the focus is. It is code, so that it comes along wherever a
 * process goes. The approval page has its own copy: what an operator publishes of it depends on its own files and nothing else.
 */
export const frameStyle = `/* What pages have in common. No fonts or images from elsewhere; every state is said in words, colours only help. */

:root {
  color-scheme: light dark;
  --paper: #f5f6fa;
  --card: #ffffff;
  --ink: #171c2b;
  --quiet: #545c70;
  --line: #dde1ea;
  --accent: #1f3a8a;
  --accent-strong: #162b69;
  --on-accent: #ffffff;
}

@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10131c;
    --card: #191e2b;
    --ink: #e9ecf4;
    --quiet: #a6afc3;
    --line: #2e3547;
    --accent: #9db8ff;
    --accent-strong: #c3d3ff;
    --on-accent: #101a38;
  }
}

* {
  box-sizing: border-box;
}

body {
  margin: 0 auto;
  padding: 0 1rem 3rem;
  max-width: 44rem;
  background: var(--paper);
  color: var(--ink);
  font:
    1rem/1.55 system-ui,
    -apple-system,
    'Segoe UI',
    Roboto,
    'Noto Sans',
    'Liberation Sans',
    sans-serif;
  overflow-wrap: anywhere;
}

:focus-visible {
  outline: 3px solid var(--accent-strong);
  outline-offset: 2px;
  border-radius: 6px;
}

.banner {
  display: flex;
  align-items: center;
  justify-content: space-between;
  flex-wrap: wrap;
  gap: 0.5rem 1rem;
  padding-block: 1.1rem;
}

.brand {
  display: flex;
  align-items: center;
  gap: 0.6rem;
  margin: 0;
  font-size: 1.2rem;
  font-weight: 700;
}

[hidden] {
  display: none;
}
`;

/** The icon of every page. */
export const pageIcon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <rect width="64" height="64" rx="15" fill="#1f3a8a"/>
  <path d="M20 49C19 36 20 23 23 15c9-5 22-1 20 9-2 9-14 11-21 8" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>
  <path d="M12 51c12-6 22-7 29-4 4 2 1 6-3 4-5-3 5-8 14-7" fill="none" stroke="#8fb4ff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;
