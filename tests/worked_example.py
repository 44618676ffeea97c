"""The source's worked example (chapter 5): the officer's input, and the expected result."""

SERVICE = "บริการตัวอย่างการขออนุญาตขายสินค้าควบคุม"
AGENCY = "ส่วนงานทดลองอนุญาตขายสินค้าควบคุม"
ASSESSOR = "นายตัวอย่าง บริการดี (หัวหน้างานบริการออนไลน์)"
DESCRIPTION = "ประชาชนในจังหวัดยื่นคำขอทางเว็บไซต์ ชำระด้วย QR Code และรับใบอนุญาตทางอีเมล"
#: The same service, told at once with every answer of the example in it.
TELLING = (
    "ออกใบอนุญาตขายสินค้าควบคุมให้ผู้ค้าเฉพาะในพื้นที่จังหวัด ผู้ขอค้นหาข้อมูลและขั้นตอนได้เองบนเว็บไซต์ "
    "สมัครโดยแนบรูปบัตรประชาชนแล้วเข้าระบบด้วยรหัสผ่าน กรอกและส่งคำขอเป็น e-Form บนเว็บไซต์ "
    "เจ้าหน้าที่เปิดไฟล์ตรวจเอกสารเองทีละเรื่อง หัวหน้าอนุมัติในระบบงานโดยลงลายมือชื่อดิจิทัล "
    "จ่ายค่าธรรมเนียมด้วย QR บนเว็บไซต์แล้วแนบสลิปในระบบ ใบอนุญาตทำเป็นกระดาษก่อนแล้วสแกนเป็นไฟล์ ส่งไฟล์ให้ทางอีเมล "
    "ผู้ค้าเปิดภาพใบอนุญาตในมือถือให้ตรวจ ไม่มีช่องทางติดตามสถานะออนไลน์ ต้องโทรถาม "
    "รักษาความมั่นคงปลอดภัยตามนโยบายของจังหวัด ช่วยเหลือทางเทคนิคในวันและเวลาราชการ"
)
ASSESSED_AT = 1704042000  # 1 January 2567 BE (2024), 00:00 in Thailand

#: The characteristic that holds, its number in the list, and its place there from 0.
CHARACTERISTIC = "local_transaction"
CHARACTERISTIC_NUMBER = 3
CHARACTERISTIC_PLACE = 3
#: Asked one by one, from the most important characteristic to the least: three times no, then local_transaction holds.
GROUP_ANSWERS = ("no", "no", "no", "yes")
LEVELS = "SISIASII-III"
GROUP = "3.1"
MISSING = ("tracking",)
RAISES = (("identity", "initial", "standard"), ("security", "initial", "standard"))
CSV = f"service,group,levels\n{SERVICE},{GROUP},{LEVELS}\n"
