// Pictures small enough for a repository: the browser itself writes them as WebP.

const QUALITY = 0.7;

/** @param page any page without a content policy, such as an empty one */
export const webpOf = async (page, png) => {
  const url = await page.evaluate(
    async ([source, quality]) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', quality);
    },
    [`data:image/png;base64,${png.toString('base64')}`, QUALITY],
  );
  return Buffer.from(url.split(',')[1], 'base64');
};
