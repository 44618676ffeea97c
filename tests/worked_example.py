"""The source's worked example (chapter 5): the officer's input, and the expected result."""

SERVICE = "บริการตัวอย่างการขออนุญาตขายสินค้าควบคุม"
AGENCY = "ส่วนงานทดลองอนุญาตขายสินค้าควบคุม"
ASSESSOR = "นายตัวอย่าง บริการดี (หัวหน้างานบริการออนไลน์)"
DESCRIPTION = "ประชาชนในจังหวัดยื่นคำขอทางเว็บไซต์ ชำระด้วย QR Code และรับใบอนุญาตทางอีเมล"
ASSESSED_AT = 1704042000  # 1 January 2567 BE (2024), 00:00 in Thailand

#: The characteristic that holds, and its number in the list.
CHARACTERISTIC = "local_transaction"
CHARACTERISTIC_NUMBER = 4
#: Asked one by one, from the most important characteristic to the least: three times no, then local_transaction holds.
GROUP_ANSWERS = ("no", "no", "no", "yes")
LEVELS = "SISIASII-III"
GROUP = "3.1"
MISSING = ("tracking",)
RAISES = (("identity", "initial", "standard"), ("security", "initial", "standard"))
CSV = f"service,group,levels\n{SERVICE},{GROUP},{LEVELS}\n"
