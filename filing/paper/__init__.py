"""Paper: pages, tables, fonts and QR codes of the PDF documents; knows nothing of duties."""
