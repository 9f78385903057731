"""Pictures of a Word document: each content kept once, found again without a search through the document."""

import hashlib

from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.shape import CT_Inline
from docx.parts.document import DocumentPart
from docx.parts.image import ImagePart
from docx.shared import Length
from docx.text.run import Run


class Pictures:
    """Adds pictures to a document; the library's own call reads all earlier ones again for each."""

    def __init__(self, part: DocumentPart):
        self._part, self._known, self._count = part, {}, 0

    def add(self, run: Run, content: bytes, width: Length, alt: str) -> None:
        """Add a picture (the content of a PNG file) to a run, with its text for those who cannot see it."""
        digest = hashlib.sha256(content).digest()
        if digest not in self._known:
            self._known[digest] = self._keep(content)
        image, relation = self._known[digest]
        self._count += 1
        name = f"Picture {self._count}"
        inline = CT_Inline.new_pic_inline(self._count, relation, name, *image.scaled_dimensions(width))
        inline.docPr.set("name", name)
        inline.docPr.set("descr", alt)
        run._r.add_drawing(inline)

    def _keep(self, content: bytes) -> tuple[Image, str]:
        image = Image.from_blob(content)
        place = PackURI(f"/word/media/image{len(self._known) + 1}.{image.ext}")
        return image, self._part.relate_to(ImagePart.from_image(image, place), RELATIONSHIP_TYPE.IMAGE)
