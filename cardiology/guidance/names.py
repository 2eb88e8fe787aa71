"""Groups of drugs that rules speak about, by the codes of our table."""

NSAIDS = ("ibuprofen", "diclofenac", "celecoxib", "loxoprofen", "naproxen", "indometacin", "etoricoxib")
STEROIDS = ("prednisone", "prednisolone", "methylprednisolone", "dexamethasone", "hydrocortisone")
DIRECT = ("dabigatran", "rivaroxaban", "apixaban", "edoxaban")
ANTICOAGULANTS = (*DIRECT, "warfarin", "heparin", "enoxaparin", "nadroparin", "dalteparin", "fondaparinux",
                  "bivalirudin", "argatroban")  # fmt: skip
NITRATES = ("glyceryl_trinitrate", "isosorbide_dinitrate", "mononitrate")
PDE5 = ("sildenafil", "vardenafil", "tadalafil")
CALCIUM = ("verapamil", "diltiazem")
NON_SELECTIVE = ("propranolol", "carvedilol", "sotalol", "arotinolol")  # beta-blockers
# Product labels; the reference lists the strong ones.
CYP3A4_INHIBITORS = ("ketoconazole", "itraconazole", "voriconazole", "clarithromycin", "nefazodone",
                     "ritonavir", "atazanavir", "saquinavir", "nelfinavir", "indinavir",
                     "telithromycin")  # fmt: skip
CYP3A4_INDUCERS = ("rifampicin", "phenytoin", "carbamazepine", "phenobarbital")
DUAL_INHIBITORS = ("ketoconazole", "itraconazole", "ritonavir")
DUAL_INDUCERS = ("rifampicin", "carbamazepine", "phenytoin", "st_johns_wort")
PGP_WITH_EDOXABAN = ("ciclosporin", "dronedarone", "erythromycin", "ketoconazole")
QT_DRUGS = ("amiodarone", "sotalol", "ibutilide", "dofetilide", "quinidine", "haloperidol", "ondansetron",
            "azithromycin", "clarithromycin", "erythromycin", "telithromycin", "levofloxacin", "moxifloxacin",
            "methadone", "citalopram")  # fmt: skip
STOPS_IN_PREGNANCY = ("acei", "arb", "arni", "mra", "statin", "oac")  # classes
INCRETINS = ("semaglutide", "liraglutide", "dulaglutide")
LIPIDS = ("ezetimibe", "evolocumab", "alirocumab", "inclisiran", "tafolecimab", "ebronucimab", "recaticimab",
          "ongericimab")  # fmt: skip
