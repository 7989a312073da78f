/** Makes a box that scrolls a stop for Tab, so that keys can scroll it, and no stop while all of it is in sight. */

export function scrollStop(node: HTMLElement) {
  const observer = new ResizeObserver(() => {
    if (node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1) node.tabIndex = 0;
    else node.removeAttribute('tabindex');
  });
  observer.observe(node);
  return () => observer.disconnect();
}
