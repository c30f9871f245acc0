/** Names of learners and titles of programs in the scripts that certificates are written in. All people are made up. */

/** [what it shows, name, title, language of the certificate] */
const ROWS = [
  ['latin', 'Nyäkɔ̱t Gätlua̱k Ọláyínká', 'Žemės ūkio ėkonòmika', 'en'],
  ['vietnamese', 'Nguyễn Thị Ánh Tuyết', 'Nhập môn khoa học dữ liệu', 'en'],
  ['greek', 'Ἑλένη Παπαδοπούλου', 'Εισαγωγή στη στατιστική', 'en'],
  ['cyrillic', 'Әйгерім Ғабитқызы Қожахметова', 'Вступ до науки про дані', 'en'],
  ['armenian', 'Անահիտ Պետրոսյան', 'Տվյալների գիտության հիմունքներ', 'en'],
  ['georgian', 'ნინო გელაშვილი', 'მონაცემთა მეცნიერება', 'en'],
  ['hebrew', 'נועה בן־דוד', 'יסודות מדעי הנתונים', 'en'],
  ['arabic', 'فاطمة الزهراء بنت عبد الرحمن', 'أسس علم البيانات', 'en'],
  ['urdu', 'ثمینہ گل خٹک', 'اعداد و شمار کی بنیادیں', 'ar'],
  ['devanagari', 'श्रीमती ज्योत्स्ना कृष्णमूर्ति', 'डेटा विज्ञान के मूल सिद्धांत', 'en'],
  ['bengali', 'শ্রীমতী কৃষ্ণা ভট্টাচার্য', 'উপাত্ত বিজ্ঞানের ভিত্তি', 'en'],
  ['gujarati', 'જ્યોત્સ્ના પટેલ', 'ડેટા વિજ્ઞાનનો પાયો', 'en'],
  ['gurmukhi', 'ਗੁਰਪ੍ਰੀਤ ਕੌਰ ਸਿੱਧੂ', 'ਡਾਟਾ ਵਿਗਿਆਨ ਦੀ ਨੀਂਹ', 'en'],
  ['kannada', 'ಶ್ರೀಮತಿ ಜ್ಯೋತ್ಸ್ನಾ ರಾಘವೇಂದ್ರ', 'ದತ್ತಾಂಶ ವಿಜ್ಞಾನದ ಮೂಲಗಳು', 'en'],
  ['malayalam', 'ജ്യോത്സ്ന കൃഷ്ണൻകുട്ടി', 'ഡാറ്റാ സയൻസിന്റെ അടിസ്ഥാനങ്ങൾ', 'en'],
  ['sinhala', 'ශ්‍රීමතී ප්‍රියංකා රත්නායක', 'දත්ත විද්‍යාවේ මූලධර්ම', 'en'],
  ['tamil', 'ஸ்ரீமதி ஜோதி கிருஷ்ணமூர்த்தி', 'தரவு அறிவியலின் அடிப்படைகள்', 'en'],
  ['telugu', 'శ్రీమతి జ్యోత్స్న కృష్ణమూర్తి', 'డేటా శాస్త్ర మూలాలు', 'en'],
  ['thai', 'กัญญารัตน์ ศรีสุวรรณ์', 'พื้นฐานวิทยาการข้อมูล', 'en'],
  ['lao', 'ນາງ ບຸນມີ ສີສຸວັນ', 'ພື້ນຖານວິທະຍາສາດຂໍ້ມູນ', 'en'],
  ['khmer', 'ស្រីពៅ ចន្ទ្រារស្មី', 'មូលដ្ឋានវិទ្យាសាស្ត្រទិន្នន័យ', 'en'],
  ['myanmar', 'ဒေါ်ခင်မြတ်နိုး', 'ဒေတာသိပ္ပံ အခြေခံများ', 'en'],
  ['tibetan', 'བསྟན་འཛིན་སྒྲོལ་མ', 'གཞི་གྲངས་ཚན་རིག་གི་རྨང་གཞི', 'en'],
  ['ethiopic', 'ሰላማዊት ገብረመድኅን', 'የመረጃ ሳይንስ መሠረቶች', 'en'],
  ['simplified', '欧阳诗雨', '数据科学基础', 'en'],
  ['traditional', '歐陽詩雨', '資料科學基礎', 'zh-TW'],
  ['japanese', '佐々木　美咲', 'データサイエンスの基礎', 'ja'],
  ['korean', '김서연', '데이터 과학의 기초', 'ko'],
  ['mixed', 'Anna Müller (안나) إيمان', 'データ Science для всех', 'de'],
  [
    'long',
    `${'Maria da Conceição Esperança dos Santos e Albuquerque '.repeat(4)}Lindgren`,
    'A'.repeat(200),
    'fr',
  ],
];

export const SCRIPTS = ROWS.map(([script, fullName, title, language]) => ({
  username: `script-${script}`,
  script,
  fullName: fullName.slice(0, 255),
  title,
  language,
}));

/** A name in a script for which no font comes along. */
export const WITHOUT_FONT = { username: 'script-missing', fullName: 'ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ' };

const WORDS = [
  'Computational and Mathematical Foundations',
  'of Sustainable Energy Systems',
  'in Coastal Regions',
];

/** A title of about 200 letters, six people who sign, two institutions. */
export const CROWDED = {
  username: 'crowded',
  fullName: 'Maximiliane-Friederike von Hohenstein-Rabenau und zu Altenburg-Wittgenstein',
  title: `${WORDS.join(' ')}: ${WORDS.join(' ')}`,
  signatories: [
    ['Prof. Dr. Maren Holmqvist', 'Dean of Mathematics'],
    ['Dr. Tomás Aguirre', 'Program Director'],
    ['Prof. Chidinma Okonkwo-Eze', 'Head of the Joint Examination Board for Energy and Climate'],
    ['ดร. กิตติพงษ์ ศรีสุข', 'Director of Studies'],
    ['أ.د. سلمى حدّاد', 'Visiting Professor'],
    ['Ing. Zsófia Szűcs', 'Registrar'],
  ],
};
