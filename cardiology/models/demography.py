"""Answers to who somebody is: people, marriage, schooling, work, insurance."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ethnicity(models.TextChoices):
    """GB/T 3304, in its order."""

    HAN = "han", _("Han")
    MONGOL = "mongol", _("Mongol")
    HUI = "hui", _("Hui")
    TIBETAN = "tibetan", _("Tibetan")
    UYGHUR = "uyghur", _("Uyghur")
    MIAO = "miao", _("Miao")
    YI = "yi", _("Yi")
    ZHUANG = "zhuang", _("Zhuang")
    BOUYEI = "bouyei", _("Bouyei")
    KOREAN = "korean", _("Korean")
    MANCHU = "manchu", _("Manchu")
    DONG = "dong", _("Dong")
    YAO = "yao", _("Yao")
    BAI = "bai", _("Bai")
    TUJIA = "tujia", _("Tujia")
    HANI = "hani", _("Hani")
    KAZAK = "kazak", _("Kazak")
    DAI = "dai", _("Dai")
    LI = "li", _("Li")
    LISU = "lisu", _("Lisu")
    VA = "va", _("Va")
    SHE = "she", _("She")
    GAOSHAN = "gaoshan", _("Gaoshan")
    LAHU = "lahu", _("Lahu")
    SUI = "sui", _("Sui")
    DONGXIANG = "dongxiang", _("Dongxiang")
    NAXI = "naxi", _("Naxi")
    JINGPO = "jingpo", _("Jingpo")
    KIRGIZ = "kirgiz", _("Kirgiz")
    TU = "tu", _("Tu")
    DAUR = "daur", _("Daur")
    MULAO = "mulao", _("Mulao")
    QIANG = "qiang", _("Qiang")
    BLANG = "blang", _("Blang")
    SALAR = "salar", _("Salar")
    MAONAN = "maonan", _("Maonan")
    GELAO = "gelao", _("Gelao")
    XIBE = "xibe", _("Xibe")
    ACHANG = "achang", _("Achang")
    PUMI = "pumi", _("Pumi")
    TAJIK = "tajik", _("Tajik")
    NU = "nu", _("Nu")
    UZBEK = "uzbek", _("Uzbek")
    RUSSIAN = "russian", _("Russian")
    EWENKI = "ewenki", _("Ewenki")
    DEANG = "deang", _("De'ang")
    BONAN = "bonan", _("Bonan")
    YUGUR = "yugur", _("Yugur")
    GIN = "gin", _("Gin")
    TATAR = "tatar", _("Tatar")
    DERUNG = "derung", _("Derung")
    OROQEN = "oroqen", _("Oroqen")
    HEZHEN = "hezhen", _("Hezhen")
    MONBA = "monba", _("Monba")
    LHOBA = "lhoba", _("Lhoba")
    JINO = "jino", _("Jino")
    OTHER = "other", _("Other")
    FOREIGN = "foreign", _("Foreign national")


class Marital(models.TextChoices):
    """GB/T 2261.2."""

    SINGLE = "single", _("Never married")
    MARRIED = "married", _("Married")
    WIDOWED = "widowed", _("Widowed")
    DIVORCED = "divorced", _("Divorced")


class Education(models.TextChoices):
    """GB/T 4658."""

    NONE = "none", _("No schooling")
    PRIMARY = "primary", _("Primary school")
    JUNIOR = "junior", _("Junior secondary school")
    SENIOR = "senior", _("Senior secondary or vocational school")
    COLLEGE = "college", _("Junior college")
    BACHELOR = "bachelor", _("Bachelor’s degree")
    POSTGRADUATE = "postgraduate", _("Postgraduate degree")


class Occupation(models.TextChoices):
    """GB/T 2261.4, in the groups of the front page of a Chinese record."""

    CIVIL_SERVANT = "civil_servant", _("Civil servant")
    PROFESSIONAL = "professional", _("Professional")
    CLERK = "clerk", _("Office worker")
    MANAGER = "manager", _("Company manager")
    WORKER = "worker", _("Worker")
    FARMER = "farmer", _("Farmer")
    STUDENT = "student", _("Student")
    SOLDIER = "soldier", _("Active soldier")
    FREELANCE = "freelance", _("Freelance")
    SELF_EMPLOYED = "self_employed", _("Self-employed")
    UNEMPLOYED = "unemployed", _("Unemployed")
    RETIRED = "retired", _("Retired")
    OTHER = "other", _("Other")


class Insurance(models.TextChoices):
    EMPLOYEE = "employee", _("Employee scheme")
    RESIDENT = "resident", _("Resident scheme")
    RURAL = "rural", _("New rural scheme (until 2016)")
    COMMERCIAL = "commercial", _("Commercial")
    PUBLIC = "public", _("Public")
    SELF_PAY = "self_pay", _("Self-pay")
    OTHER = "other", _("Other")
