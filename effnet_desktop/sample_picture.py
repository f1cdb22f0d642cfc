"""A picture that every model names rightly, to prove an installation without any photo of the user's."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

CATEGORY = "traffic light"


def draw_sample_picture(side: int = 640) -> Image.Image:
    """Draws a traffic light before a blue sky."""
    picture = Image.linear_gradient("L").resize((side, side))
    picture = Image.merge("RGB", [picture.point(lambda v, c=c: c + v // 5) for c in (110, 160, 200)])
    draw = ImageDraw.Draw(picture)
    unit = side / 640

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return left * unit, top * unit, right * unit, bottom * unit

    draw.rectangle(box(305, 420, 335, 640), fill=(70, 72, 75))
    draw.rounded_rectangle(box(215, 60, 425, 470), 30 * unit, fill=(28, 30, 32), outline=(60, 62, 60), width=6)
    for i, colour in enumerate([(255, 50, 35), (255, 190, 30), (50, 230, 110)]):
        y = 130 + 135 * i
        draw.pieslice(box(252, y - 68, 388, y + 68), 180, 360, fill=(12, 12, 12))
        draw.ellipse(box(268, y - 52, 372, y + 52), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(1.2 * unit))


def save_sample_picture(folder: Path) -> Path:
    """Writes the picture as a PNG into a folder, and returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sample-picture.png"
    draw_sample_picture().save(path)
    return path
