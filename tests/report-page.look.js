// Runs in a browser, in the page of the report.
;(() => {
  const luminance = (color) => {
    const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
      const c = Number(part) / 255
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const backgroundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at)
      if (!/^rgba\(.*, 0\)$|transparent/.test(backgroundColor)) return backgroundColor
    }
    return 'rgb(255, 255, 255)'
  }
  const texts = [...document.querySelectorAll('body *')].filter(
    (element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && (node.textContent ?? '').trim() !== '') &&
      !element.closest('title, desc, style') &&
      element.getClientRects().length > 0,
  )
  const contrasts = texts.map((element) => {
    const { color, fill } = getComputedStyle(element)
    const [a, b] = [luminance(element.closest('svg') ? fill : color), luminance(backgroundOf(element))]
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  })
  return {
    pageWidth: document.documentElement.scrollWidth,
    smallestText: Math.min(...texts.map((element) => Number.parseFloat(getComputedStyle(element).fontSize))),
    weakest: Math.min(...contrasts),
    charts: document.querySelectorAll('svg').length,
    // Headings and figures must not reach beyond the page; wide tables scroll in boxes of their own.
    outside: [...document.querySelectorAll('h1, h2, h3, p, svg')]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .map((element) => element.outerHTML.slice(0, 80)),
  }
})()
