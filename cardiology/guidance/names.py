"""Groups of drugs that rules speak about, by the codes of our table."""

NSAIDS = ("ibuprofen", "diclofenac", "celecoxib", "loxoprofen", "naproxen", "indometacin", "etoricoxib")
DIRECT = ("dabigatran", "rivaroxaban", "apixaban", "edoxaban")
NITRATES = ("glyceryl_trinitrate", "isosorbide_dinitrate", "mononitrate")
PDE5 = ("sildenafil", "vardenafil", "tadalafil")
CALCIUM = ("verapamil", "diltiazem")
GLITAZONES = ("pioglitazone", "rosiglitazone")
FOR_THE_RATE = ("digoxin", "amiodarone", *CALCIUM)
# Product labels; the reference lists the strong ones.
CYP3A4_INHIBITORS = ("ketoconazole", "itraconazole", "voriconazole", "clarithromycin", "ritonavir")
CYP3A4_INDUCERS = ("rifampicin", "phenytoin", "carbamazepine", "phenobarbital")
DUAL_INHIBITORS = ("ketoconazole", "itraconazole", "ritonavir")
DUAL_INDUCERS = ("rifampicin", "carbamazepine", "phenytoin")
PGP_WITH_EDOXABAN = ("ciclosporin", "dronedarone", "erythromycin", "ketoconazole")
QT_DRUGS = ("amiodarone", "sotalol", "ibutilide", "haloperidol", "ondansetron", "azithromycin",
            "clarithromycin", "erythromycin", "levofloxacin", "moxifloxacin", "citalopram")  # fmt: skip
IN_PREGNANCY = ("acei", "arb", "arni", "mra", "statin", "oac")
INCRETINS = ("semaglutide", "liraglutide", "dulaglutide")
LIPIDS = ("ezetimibe", "evolocumab", "alirocumab", "inclisiran", "tafolecimab", "ebronucimab", "recaticimab",
          "ongericimab")  # fmt: skip
