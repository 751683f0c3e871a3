"""The word lists tell lines of cards apart, in eight languages, also as OCR garbles them."""

import subprocess
import sys

import pytest

from cardscan.fields import lexicon, wordlists
from cardscan.folding import unaccent

SCORES = {
    "name": lexicon.name_score,
    "title": lexicon.title_score,
    "department": lexicon.department_score,
    "company": lexicon.company_score,
    "street": lexicon.street_score,
    "tagline": lexicon.tagline_score,
}

NAMES = """
Lucía Ferrer Gómez|María José de la Fuente|Íñigo Aguirre|JUAN MANUEL PEREZ|Jordi Puig i Serra|Miren Etxeberria
Xosé Otero
Marco Rossi|Giulia Bianchi|ALESSANDRO DE SANTIS|Maria Grazia D'Angelo|Gianluca Esposito|Nicolo Ferrari
Ștefan Popescu|Stefan Popescu|Ioana-Maria Munteanu|GHEORGHE IONESCU|Réka Szabó|Ana Moldovan
Łukasz Wiśniewski|Lukasz Wisniewski|KATARZYNA NOWAK-ZIELIŃSKA|Zdzisław Brzozowski|Oksana Kovalenko|Małgorzata Wójcik
John P. Murphy|Siobhán O'Brien|SARAH JONES|Priya Patel|Wei Chen|Bob Taylor
Jürgen Müller|Hans-Peter von der Heide|Anke Schäfer|MEHMET YILMAZ|Ursula Weiss
Benoît Lefèvre|Marie-Claire Dupont|FRANÇOIS LE GALL|Aïcha Benali|Jean-Marc Rousseau
João Pedro da Silva|Inês Carvalho|CONCEICAO PEREIRA|Tiago Gonçalves dos Santos
Esther Ruiz-Huerta|Bea Llorente|Pau Casas|Anna Serra|Olga Prats|Paz Vega|Rosa Campos|Ángel Guerra|Reyes Moreno
Fidel Santos|Stefano Barbiere|Massimo Sarto|Angela Pastore|Chiara Fabbri|Rosa Fiore|Dan Petre|Mircea Pop
Paul Dascălu|Ana Blandiana|Ion Croitoru|Vlad Fieraru|Ewa Kowal|Piotr Kucharz|Jan Krawiec|Adam Stolarz|Anna Bednarz
Michał Król|Zofia Las|Rose Baker|Mark Carpenter|Will Smith|Grace Park|Jack Hill|Summer Lane|Peter Bauer
Hans Schneider|Klaus Richter|Eva Förster|Karl Koch|Marie Boulanger|Pierre Charpentier|Luc Marchand|Rose Meunier
Rui Ferreiro|Ana Monteiro|José Campos|Maria da Luz Rocha|Filipe Casa Nova|Ng Wei Ling|Nguyen Van Minh
Aleksandra Vučković|Mustafa Al-Rashid|SEBASTIÁN IBARGUREN|Zbigniew Brzęczyszczykiewicz|Chukwuemeka Obi|Dr Sarah Bell
P. J. O'Malley|Szabó Katalin|Bożena Wąs|Iulian-Cătălin Bârsan|Kowalska Anna|ROSSI Marco"""
TITLES = """
Directora Comercial|Jefe de Ventas|Gerente|Abogada|Agente inmobiliario|Responsable de Compras|Ingeniero Industrial
Fisioterapeuta|Asesor fiscal|Socia fundadora
Responsabile Tecnico|Direttore Vendite|Titolare|Amministratore Delegato|Consulente del lavoro|Agente di commercio
Export Manager|Architetto|Commercialista|Fotografa
Director Tehnic|Șef serviciu vânzări|Sef serviciu vanzari|Agent imobiliar|Medic veterinar|Inginer proiectant
Manager de proiect|Avocat|Contabil șef|Profesoară
Kierownik Działu Sprzedaży|Specjalistka ds. Marketingu|Prezes Zarządu|Właściciel|WLASCICIEL|Główna Księgowa
Doradca Klienta|Tłumacz przysięgły|Przedstawiciel Handlowy|Fryzjerka
Head of Sales|Managing Director|Senior Software Engineer|Founder & CEO|Chartered Accountant|Estate Agent
Marketing Manager|Consultant Cardiologist|Deputy Head Teacher|OWNER
Geschäftsführerin|Geschaftsfuhrer|Leiter Vertrieb|Steuerberater|Inhaber|Softwareentwickler
Assistentin der Geschäftsführung|Zahnärztin|Verkaufsberater|Tischlermeister
Directeur général|Responsable des ventes|Gérante|Avocate à la cour|Chargée de communication|Chef de projet
Ingénieur commercial|Boulanger|Conseillère en image|Photographe
Diretora Comercial|Sócio-gerente|Gestor de Projetos|Engenheira Civil|Consultor imobiliário|Advogado
Contabilista certificada|Técnico de vendas|Enfermeira|Arquiteto
Técnica en Prevención de Riesgos Laborales|Responsable de Exportación|CEO & Co-founder|Coordinadora de Eventos
Arquitecta técnica|Pintor decorador|Guía oficial de turismo|Country Manager|Project Manager|Area Manager Nord Italia
Addetta Ufficio Stampa|Impiegata commerciale|Responsabile Risorse Umane|Perito Assicurativo|Tecnico Informatico
Enologo|Socio Fondatore|Redattrice|Specialist resurse umane|Reprezentant medical|Asistentă de cabinet
Tehnician dentar|Expert contabil|Psiholog clinician|Antrenor fitness|Ospătar|Dyrektor Finansowy
Z-ca Dyrektora ds. Handlowych|Kierowniczka Biura|Mistrz piekarski|Operator koparki|Lekarz weterynarii
Inżynier sprzedaży|Stylistka rzęs|Prokurent|p.o. kierownika|VP of Engineering|Director of Operations
Principal Consultant|Wedding Photographer|Sr. Account Executive|Business Development Manager|Chef / Owner
Yoga Teacher|Letting Negotiator|Senior Associate|Licensed Massage Therapist|Vertriebsleiterin Süd
Projektleiter Hochbau|Kundenberaterin|Key Account Managerin|Physiotherapeutin|Staatlich geprüfter Techniker
Fachärztin für Allgemeinmedizin|Elektromeister|Leitung Marketing|Ihr Ansprechpartner|Responsable logistique
Attachée de presse|Maître d'ouvrage|Expert-comptable diplômé|Coach certifié|Kinésithérapeute D.E.
Directrice adjointe|Conseiller en gestion de patrimoine|Mediadora de seguros|Diretor de Produção|Chefe de Cozinha
Guia-intérprete|Técnica de turismo|Responsável de Marketing|Consultora de beleza"""
DEPARTMENTS = """
Departamento de Marketing|Área de Compras|Recursos Humanos|Ufficio Acquisti|Reparto Vendite|Dipartimento di Fisica
Departamentul Vânzări|Serviciul Clienți|Resurse Umane
Dział Sprzedaży|Wydział Mechaniczny|Katedra Fizyki|Biuro Zarządu|Sales Department|Department of Physics
Customer Service|Industrial Products Division
Abteilung Einkauf|Bereich Technik|Lehrstuhl für Physik|Personalabteilung|Service Achats|Direction Commerciale
Département Recherche|Departamento de Vendas|Gabinete de Comunicação
Departamento Comercial|Servicio Técnico|Área de Formación|Dirección General|Ufficio Marketing|Direzione Commerciale
Servizio Clienti|Area Tecnica|Departamentul Resurse Umane|Secția Cardiologie|Facultatea de Drept|Biroul de Presă
Dział Eksportu|Sekcja Analiz|Obsługa Klienta|Human Resources|Sales Team|Faculty of Law|School of Medicine
Finance Department|Abteilung Vertrieb|Institut für Informatik|Fachbereich Medien|Fakultät für Physik
Service Commercial|Direction des Ressources Humaines|Pôle Innovation|Faculté de Droit|Departamento Financeiro
Direção Comercial|Serviços Administrativos|Secção de Compras"""
COMPANIES = """
Talleres Hermanos Gil|Bodegas del Monte|Clínica Dental Sonrisa|Martín y Ruiz Abogados|Inmobiliaria Levante
Conservas del Norte, S.L.|Farmacia Central
Rossi & Bianchi Studio Legale|Officine Meccaniche Verdi|Ristorante Da Piero|Azienda Agricola Le Querce
Impianti Neri S.r.l.|Fratelli Galli Trasporti
Clinica Nova|Construct Total SRL|Cabinet de Avocat Ionescu|Pensiunea Bradul|S.C. Agro Impex S.R.L.|Școala de Dans
Kancelaria Radcy Prawnego|Hurtownia Elektryczna Volt|Piekarnia Kłos|Politechnika Morska|ALFA SP. Z O.O.
Gabinet Kosmetyczny Bella
Green & Sons Builders|Harbour Dental Practice|Acme Solutions Ltd|Oak Tree Consulting|Riverside Primary School
Hill Insurance Group
Autohaus Sommer|Bäckerei Vogel GmbH|Baeckerei Vogel GmbH|Ingenieurbüro Kraft|Weingut am Stein|Stadtwerke Neustadt
Boulangerie du Marché|Cabinet Moreau Avocats|Garage Dupuis SARL|Martin & Fils|Agence Immobilière du Lac
Farmácia do Bairro|Construções Ribeiro, Lda.|Padaria Nova|Costa & Filhos|Quinta da Ribeira Vinhos
Hermanos López Reformas|Estudio de Arquitectura Vives|Peluquería Loli|Hotel Mirador|Grupo Alvarado|Gestoría Pérez
Autoescuela Sol|Panadería La Espiga|Restaurante El Faro|Ayuntamiento de Olmedo|Universidad del Sur|Vivero Verde
Trattoria Da Gino|Studio Dentistico Ferri|Agenzia Viaggi Blu|Cantina Sociale|Edil Nord|Farmacia Comunale
Comune di Pieve|Autocarrozzeria Monti|Pasticceria Dolce Vita|Birou Notarial Pop|Salon Elle|Ferma Verde
Tipografia Nord|Agenția Soare|Primăria Sărata|Universitatea de Vest|Auto Service Dinu|Biuro Rachunkowe Saldo
Salon Urody Ewa|Zakład Kamieniarski Granit|Restauracja Pod Lipą|Apteka Zdrowie|Urząd Miasta|Szkoła Językowa Lingua
Studio Fotografii Kadr|Auto Części Kos|Kwiaciarnia Róża|Smith & Jones Solicitors|Blue Sky Travel|Oakwood Realty
First Community Bank|City Dental Care|Little Stars Nursery|Pine Valley Farm|North Shore Plumbing & Heating
University of Northland|Praxis Dr. Beck|Gasthaus zum Ochsen|Schreinerei Holz|Fahrschule Kranz|Immobilien Weber
Kanzlei Berg & Tal|Tischlerei Span|Hotel zur Post|Elektro Funk|Maison Blanchard|Cabinet Dentaire Lumière
Domaine des Oliviers|Hôtel du Parc|Ets Durand|Mairie de Villeneuve|Pharmacie Centrale|Coiffure Élégance
Clínica Sorriso|Restaurante O Pescador|Adega do Monte|Câmara Municipal de Vale|Sapataria Lima|Advogados Associados
Oficina Auto Silva"""
STREETS = """
Calle Mayor 12|C/ Sol, 4, 2.º B|Avda. de la Paz 33|Pol. Ind. Sur, nave 7|Pza. España 1|Carrer de Balmes 20|Rúa Nova 8
Via Roma 12|Viale dei Mille 5|P.zza Garibaldi 3|Corso Italia, 44|Località Pian d'Oro 2|VIA VERDI 7
Str. Lungă nr. 4|Bd. Unirii 15|Calea Victoriei 100|Șos. Nordului 22|Aleea Teilor 3, bl. B2, sc. 1, ap. 8|Piața Mare 2
ul. Długa 45/3|ul Dluga 45/3|al. Jana Pawła II 10|os. Słoneczne 4|Rynek 14/2|pl. Wolności 1 lok. 5
12 Tanner Row|418 Larch Ave, Suite 210|Unit 6, Old Mill|27 Elm Street|1200 Ocean Blvd|3 Park Lane
Lindenstraße 21|Lindenstr. 21|Kölner Str. 19|Am Stadtpark 3|Marktplatz 4|HAUPTSTRASSE 9
14 rue du Port|7 quai Voltaire|3 bis avenue Foch|22, boulevard Victor Hugo|Chemin des Vignes 8
Rua das Flores 96|Av. da Liberdade 110, 3.º esq.|Travessa do Carmo 5|Largo da Sé 2|Estrada Nacional 10
Paseo de Gracia 5|Ctra. N-340 km 12|Avenida Diagonal, 401|Gran Vía 12, 3.º izda.|Camino Viejo s/n
Travessera de Dalt 8|Piazzale Roma 1|Via dell'Orto, 5/A|Strada Statale 16 n. 4|Contrada Fontana 12|Largo Augusto 8
V.le Monza 12|Str. Mihai Eminescu, nr. 5, et. 2|B-dul Libertății nr. 7|Splaiul Unirii 4|Intrarea Rozelor 2
Sat Valea Mare nr. 33|Calea Dorobanți 18-20|aleja Solidarności 68|ul. 3 Maja 12 m. 4|plac Bankowy 2
Al. Jerozolimskie 44|Osiedle Lecha 8|ul. Św. Marcin 29|221B Baker Street|1 Infinite Loop|P.O. Box 112|Suite 400
100 Main St|88 Wattle St, Level 3|The Old Rectory, Church Lane|350 Linden Mall, Room 12|3107 2nd Ave SW
An der Alster 12|Unter den Linden 5|Hauptstr. 12a|Zum Sportplatz 3|Gewerbepark 7|Schillerplatz 1
Mariahilfer Straße 10/4|Postfach 1234|12 bis rue de la Paix|Place de la Mairie|10 allée des Tilleuls|BP 123
Avenue Louise 54|Praça do Comércio 3|Av. Brasil, 1200|R. do Sol 14|Zona Industrial, Lote 5
Estrada da Luz 90, 2.º Dto.|Rua 25 de Abril, n.º 3"""
TAGLINES = """
Ideas that grow with you|Your partner in print since 1987|We make the web simple.|Quality you can trust
Soluciones para tu hogar|Cuidamos de tu sonrisa|Tu confianza es nuestro compromiso|Reformas, pintura y electricidad
La qualità che fa la differenza|Dal 1950 al vostro servizio|Soluzioni su misura per la tua casa
Construim viitorul împreună|Soluții pentru casa ta|Calitate și încredere din 1995
Z pasją od 1990 roku|Twój partner w biznesie|Tworzymy dla Ciebie|Pomagamy firmom rosnąć
Ihr Partner für schöne Gärten|Mit Leidenschaft seit 1920|Wir bauen Ihre Zukunft
Votre partenaire depuis 1980|Le goût de la tradition|Des idées pour votre maison
Soluções à medida para si|O prazer de bem servir|Com paixão desde 1975
Mon-Fri 9-17|Pn-Pt 8:00-16:00|Lunes a viernes 9:00-14:00
Te acompañamos en cada paso|Hecho con amor|Más de 20 años contigo|Tu casa, nuestra pasión|Corte · Color · Peinado
Dove il gusto è di casa|Insieme per crescere|Passione per il legno|Preventivi gratuiti
Consulenza, formazione, coaching|Mereu alături de tine|Sănătatea ta contează|Împreună reușim
Construcții, amenajări, instalații|Zdrowie w dobrych rękach|Remonty, wykończenia, projekty|Zapraszamy pn.-pt. 8-16
Building better homes together|Making smiles since 2001|Innovation for a better world|Free estimates
Residential & Commercial|Your home. Our passion.|Think global. Act local.|Alles aus einer Hand|Qualität seit 1898
Wir machen das.|Beratung, Planung, Montage|Mieux vivre chez soi|L'art de recevoir|Au service de vos projets
Devis gratuit|Ao seu lado desde 1990|Cuidamos de si|Qualidade e confiança|Vendas, aluguer e reparação"""


def cases(text: str, kind: str) -> list[tuple[str, str]]:
    return [(kind, line.strip()) for row in text.strip().splitlines() for line in row.split("|")]


ALL = [
    *cases(NAMES, "name"),
    *cases(TITLES, "title"),
    *cases(DEPARTMENTS, "department"),
    *cases(COMPANIES, "company"),
    *cases(STREETS, "street"),
    *cases(TAGLINES, "tagline"),
]


@pytest.mark.parametrize(("kind", "text"), ALL)
def test_the_right_score_is_high_and_highest(kind: str, text: str) -> None:
    scores = {name: score(text) for name, score in SCORES.items()}
    assert scores[kind] >= 0.5, scores
    assert scores[kind] == max(scores.values()), scores


@pytest.mark.parametrize(("kind", "text"), [case for case in ALL if case[0] in ("name", "title", "street")])
def test_capitals_without_diacritics_change_little(kind: str, text: str) -> None:
    assert SCORES[kind](unaccent(text).upper()) >= 0.5


@pytest.mark.parametrize(
    "text", ["", " ", "-", "+48 22 123 45 67", "info@acme.example", "www.acme.example", "***", "12", "ª"]
)
def test_what_holds_no_words_scores_low(text: str) -> None:
    assert all(score(text) < 0.5 for score in SCORES.values())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ResponsabileTecnico", "title"),
        ("RESPONSABILETECNICO", "title"),
        ("DirectoraComercial", "title"),
        ("Gestordeprojetos", "title"),
        ("MARCOROSSI", "name"),
        ("MarcoRossi", "name"),
        ("ufficioacquisti", "department"),
        ("ViaRoma12", "street"),
        ("STUDIOLEGALE", "company"),
    ],
)
def test_words_that_ocr_glued_are_parted(text: str, kind: str) -> None:
    scores = {name: score(text) for name, score in SCORES.items()}
    assert scores[kind] >= 0.5
    assert scores[kind] == max(scores.values())


@pytest.mark.parametrize(
    ("text", "prefix", "rest"),
    [
        ("Dott.ssa Chiara Neri", "Dott.ssa", "Chiara Neri"),
        ("Dott.ssaChiara Neri", "Dott.ssa", "Chiara Neri"),
        ("DOTT.SSA CHIARA NERI", "DOTT.SSA", "CHIARA NERI"),
        ("Dott. ssa Chiara Neri", "Dott.ssa", "Chiara Neri"),
        ("Ing.Davide Galli", "Ing.", "Davide Galli"),
        ("Avv Lorenzo Corti", "Avv", "Lorenzo Corti"),
        ("mgr inż. Jan Lis", "mgr inż.", "Jan Lis"),
        ("mgrinż. Jan Lis", "mgr inż.", "Jan Lis"),
        ("mgr inz. Jan Lis", "mgr inz.", "Jan Lis"),
        ("prof. dr hab. inż. Jan Lis", "prof. dr hab. inż.", "Jan Lis"),
        ("prof.dr hab.inż. Jan Lis", "prof. dr hab. inż.", "Jan Lis"),
        ("dr n. med. Ewa Kot", "dr n. med.", "Ewa Kot"),
        ("lek. wet. Ewa Kot", "lek. wet.", "Ewa Kot"),
        ("mgr inż.", "mgr inż.", ""),
        ("Dra. Ana Gil", "Dra.", "Ana Gil"),
        ("Dña. Ana Gil", "Dña.", "Ana Gil"),
        ("D. Juan Gil", "D.", "Juan Gil"),
        ("Lect. univ. dr. Ion Pop", "Lect. univ. dr.", "Ion Pop"),
        ("Av. Ioana Pop", "Av.", "Ioana Pop"),
        ("Dr. Kelly Moss", "Dr.", "Kelly Moss"),
        ("DR.KELLY MOSS", "DR.", "KELLY MOSS"),
        ("DrMoss", "Dr", "Moss"),
        ("Mrs Ann Lee", "Mrs", "Ann Lee"),
        ("Dipl.-Kfm. Horst Beck", "Dipl.-Kfm.", "Horst Beck"),
        ("Dr.-Ing. Anna Beck", "Dr.-Ing.", "Anna Beck"),
        ("Dr.med.dent. Anna Beck", "Dr. med. dent.", "Anna Beck"),
        ("Maître Anne Roux", "Maître", "Anne Roux"),
        ("M. Jean Roux", "M.", "Jean Roux"),
        ("Eng.º Rui Maia", "Eng.º", "Rui Maia"),
        ("Dr.ª Ana Maia", "Dr.ª", "Ana Maia"),
        ("Ingrid Berg", "", "Ingrid Berg"),
        ("Magda Nowak", "", "Magda Nowak"),
        ("Drake Moss", "", "Drake Moss"),
        ("Marco Neri", "", "Marco Neri"),
        ("Donato Neri", "", "Donato Neri"),
        ("Notburga Maier", "", "Notburga Maier"),
        ("M Jean", "", "M Jean"),
        ("Av. Cabildo 2230", "", "Av. Cabildo 2230"),
        ("", "", ""),
    ],
)
def test_prefixes(text: str, prefix: str, rest: str) -> None:
    assert lexicon.prefixes(text) == (prefix, rest)


@pytest.mark.parametrize(
    ("text", "rest", "suffix"),
    [
        ("Ann Lee, MBA", "Ann Lee", "MBA"),
        ("Ann Lee MBA", "Ann Lee", "MBA"),
        ("Ann Lee, MBA, PhD", "Ann Lee", "MBA, PhD"),
        ("MARK D. MOSS, D.M.D.", "MARK D. MOSS", "D.M.D."),
        ("MARK D. MOSS DMD", "MARK D. MOSS", "DMD"),
        ("Harriet Moss MRICS", "Harriet Moss", "MRICS"),
        ("John Moss Jr.", "John Moss", "Jr."),
        ("John Moss III", "John Moss", "III"),
        ("Anna Beck, LL.M.", "Anna Beck", "LL.M."),
        ("Anna Beck, Dipl.-Ing. (FH)", "Anna Beck", "Dipl.-Ing. (FH)"),
        ("Jane Moss BVSc MRCVS", "Jane Moss", "BVSc MRCVS"),
        ("Yo-Yo Ma", "Yo-Yo Ma", ""),
        ("ANNA MA", "ANNA MA", ""),
        ("Marco Neri", "Marco Neri", ""),
        ("MBA", "MBA", ""),
        ("", "", ""),
    ],
)
def test_suffixes(text: str, rest: str, suffix: str) -> None:
    assert lexicon.suffixes(text) == (rest, suffix)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Alfa Sp. z o.o.", "Sp. z o.o."),
        ("Alfa Sp.zo.o.", "Sp.zo.o."),
        ("ALFA SP Z O.O.", "SP Z O.O."),
        ("Alfa Sp. z 0.0.", "Sp. z 0.0."),
        ("Alfa sp. z o.o. sp. k.", "sp. z o.o. sp. k."),
        ("Alfa s.c.", "s.c."),
        ("PPHU Alfa", "PPHU"),
        ("Officine Alfa S.r.l.", "S.r.l."),
        ("Officine Alfa S.r.I.", "S.r.I."),
        ("Officine Alfa S.R.1.", "S.R.1."),
        ("Officine Alfa Srl", "Srl"),
        ("Alfa S.p.A.", "S.p.A."),
        ("Alfa S.n.c. di Neri & C.", "S.n.c."),
        ("Alfa, S.L.", "S.L."),
        ("Alfa S.L.U.", "S.L.U."),
        ("ALFA SL", "SL"),
        ("S.C. Alfa S.R.L.", "S.R.L."),
        ("Alfa SRL", "SRL"),
        ("Pop Ion PFA", "PFA"),
        ("Alfa GmbH & Co. KG", "GmbH & Co. KG"),
        ("Alfa GmbH&Co.KG", "GmbH&Co.KG"),
        ("Alfa AG", "AG"),
        ("Alfa eG", "eG"),
        ("Beck & Partner mbB", "mbB"),
        ("Roux SARL", "SARL"),
        ("Roux SAS", "SAS"),
        ("Alfa Unipessoal, Lda.", "Unipessoal, Lda."),
        ("Alfa Ltd", "Ltd"),
        ("Alfa, Inc.", "Inc."),
        ("Alfa B.V.", "B.V."),
        ("Alfa s.r.o.", "s.r.o."),
        ("Alfa Kft.", "Kft."),
        ("S.L. Jackson", None),
        ("Pittsburgh, PA", None),
        ("53024 Montalcino (SI)", None),
        ("Day Spa", None),
        ("La casa sa", None),
        ("Your company grows", None),
        ("Marco Neri", None),
        ("", None),
    ],
)
def test_legal_form_is_given_as_printed(text: str, form: str | None) -> None:
    assert lexicon.legal_form(text) == form
    found = lexicon.find_legal_form(text)
    assert (found and text[found.start : found.end]) == form


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Tel.", "phone"), ("TEL:", "phone"), ("Teléfono", "phone"), ("Telefono", "phone"), ("Te1.", "phone"),
        ("Tel./Fax", "phone"),
        ("tel. kom.", "mobile"), ("Móvil:", "mobile"), ("Cell.", "mobile"), ("Telemóvel", "mobile"),
        ("Handy", "mobile"), ("WhatsApp", "mobile"),
        ("Fax", "fax"), ("faks", "fax"), ("E-mail", "email"), ("e-mai1:", "email"), ("Correo electrónico", "email"),
        ("www", "web"),
        ("Adres:", "address"), ("Dirección", "address"), ("NIP", "tax"), ("P.IVA", "tax"), ("C.U.I.", "tax"),
        ("USt-IdNr.", "tax"), ("REGON", "register"),
        ("IBAN", "bank"), ("Orar", "hours"), ("Godziny otwarcia", "hours"), ("Öffnungszeiten", "hours"),
        ("Skype", "social"),
        ("Marco", None), ("Telma", None), ("Director", None), ("", None), ("Tel. 123", None),
    ],
)  # fmt: skip
def test_a_line_that_is_only_a_label(text: str, meaning: str | None) -> None:
    assert lexicon.label(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning", "rest"),
    [
        ("Tel.: 022 123", "phone", "022 123"),
        ("Tel +34 600", "phone", "+34 600"),
        ("Tel/fax 022", "phone", "022"),
        ("T. +39 02", "phone", "+39 02"),
        ("tel. kom. 602 111", "mobile", "602 111"),
        ("M +44 7", "mobile", "+44 7"),
        ("mobil:+40 7", "mobile", "+40 7"),
        ("Fax (02) 1", "fax", "(02) 1"),
        ("E-mail:x@acme.example", "email", "x@acme.example"),
        ("E x@acme.example", "email", "x@acme.example"),
        ("Adres: ul. Długa 5", "address", "ul. Długa 5"),
        ("NIP 123-456", "tax", "123-456"),
        ("P. IVA: 0123", "tax", "0123"),
        ("Program: L-V 9-17", "hours", "L-V 9-17"),
        ("Office Manager", None, "Office Manager"),
        ("Mobile Developer", None, "Mobile Developer"),
        ("Studio Rossi", None, "Studio Rossi"),
        ("Marco Neri", None, "Marco Neri"),
        ("M. Jean Roux", None, "M. Jean Roux"),
        ("T", None, "T"),
        ("", None, ""),
    ],
)
def test_a_label_before_its_value(text: str, meaning: str | None, rest: str) -> None:
    assert lexicon.strip_label(text) == (meaning, rest)


@pytest.mark.parametrize(
    ("name", "language", "gender"),
    [
        ("Andrea", "it", "m"), ("Andrea", "de", None), ("Andrea", "pl", None), ("Joan", "es", "m"),
        ("Joan", "en", "f"), ("Nicola", "it", "m"), ("Simone", "fr", "f"),
        ("Simone", "it", "m"), ("Kasia", "pl", "f"), ("Kuba", "pl", "m"), ("Łukasz", "pl", "m"),
        ("LUKASZ", "pl", "m"), ("Ioana", "ro", "f"), ("Mihnea", "ro", "m"),
        ("Nerea", "es", "f"), ("Íñigo", "es", "m"), ("Aoife", "en", "f"), ("Jean-Marc", "fr", "m"),
        ("Anna Maria", "it", "f"), ("Alex", "en", None),
    ],
)  # fmt: skip
def test_gender_of_given_names(name: str, language: str, gender: str | None) -> None:
    known = lexicon.given(name)
    assert known is not None
    assert known.gender(language) == gender


def test_unknown_names_are_none() -> None:
    assert lexicon.given("Xqzzt") is None
    assert lexicon.given("") is None
    assert lexicon.family("Xqzzt") == frozenset()
    assert not lexicon.is_given("Xqzzt")
    assert not lexicon.is_family("")


def test_family_names_know_their_languages() -> None:
    assert "pl" in lexicon.family("Wiśniewski")
    assert "pl" in lexicon.family("WISNIEWSKI")
    assert "it" in lexicon.family("Esposito")
    assert lexicon.is_family("Nowak-Zielińska")


@pytest.mark.parametrize(
    ("prefix", "gender"),
    [
        ("Dott.ssa", "f"), ("Sig.", "m"), ("Dra.", "f"), ("Ing.", None), ("Herr", "m"), ("Frau", "f"), ("Mme", "f"),
        ("Eng.º", "m"), ("Eng.ª", "f"), ("mgr inż.", None), ("", None),
    ],
)  # fmt: skip
def test_gender_of_honorifics(prefix: str, gender: str | None) -> None:
    assert lexicon.honorific_gender(prefix) == gender


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("es", ["Lucía Ferrer", "Directora Comercial", "Conservas del Norte, S.L.", "Calle Mayor 12"]),
        ("it", ["Marco Rossi", "Responsabile Tecnico", "Officine Verdi S.r.l.", "Via Roma 12"]),
        ("ro", ["Radu Popescu", "Director Tehnic", "Instal Nord S.R.L.", "Str. Lunga nr. 4"]),
        ("pl", ["Jan Nowak", "Kierownik Projektu", "Alfa Sp. z o.o.", "ul. Dluga 45"]),
        ("en", ["John Murphy", "Managing Director", "Oak Tree Consulting Ltd", "3 Park Lane"]),
        ("de", ["Anke Beck", "Leiterin Entwicklung", "Beck Holzbau GmbH", "Lindenstrasse 21"]),
        ("fr", ["Anne Roux", "Directrice commerciale", "Roux & Fils SARL", "14 rue du Port"]),
        ("pt", ["Rui Maia", "Gestor de Projetos", "Alfa, Lda.", "Rua das Flores 96"]),
    ],
)
def test_the_language_of_a_card(language: str, texts: list[str]) -> None:
    scores = lexicon.language_scores(texts)
    assert max(scores, key=lambda one: scores[one]) == language
    assert sum(scores.values()) == pytest.approx(1.0, abs=0.01)


def test_no_text_speaks_no_language() -> None:
    assert lexicon.language_scores([]) == {}
    assert lexicon.language_scores(["", "12 34"]) == {}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź", "lodz"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("Țuțea", "tutea"),
        ("Ţuţea", "tutea"), ("Ñandú", "nandu"), ("Đorđe Ø", "dorde o"), ("Eng.º", "eng.o"),
    ],
)  # fmt: skip
def test_unaccent(text: str, folded: str) -> None:
    assert unaccent(text) == folded
    letters, positions = wordlists.unaccent_with_positions(text)
    assert letters == folded
    assert len(positions) == len(letters) + 1


@pytest.mark.parametrize("name", ["titles", "departments", "companies"])
def test_every_language_has_many_words(name: str) -> None:
    least = {"titles": 120, "departments": 20, "companies": 60}[name]
    section = {"titles": "heads", "departments": "heads", "companies": "words"}[name]
    for language in wordlists.LANGUAGES:
        assert len(wordlists.split(wordlists.table(name)[section][language])) >= least


def test_loading_is_lazy_and_quick() -> None:
    """Processor time, not the clock's: other programs may run; the bound leaves room for slow machines."""
    script = (
        "import time; from cardscan.fields import lexicon as x; t = time.process_time();"
        "[f('Marco Rossi') for f in (x.title_score, x.company_score, x.street_score, x.tagline_score,"
        " x.department_score, x.name_score, x.prefixes, x.suffixes, x.label, x.legal_form)];"
        "print(time.process_time() - t)"
    )
    spent = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert float(spent.stdout) < 0.5
