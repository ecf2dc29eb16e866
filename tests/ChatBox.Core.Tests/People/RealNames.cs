namespace ChatBox.Core.Tests.People;

/// <summary>Two hundred names that people bear, in the scripts they write them in. No two look alike.</summary>
static class RealNames
{
    public static readonly string[] All =
    [
        .. Split("Anna Ben Clara David Emma Felix Greta Hannah Ida Jonas Klara Leon Marie Noah Oskar Paul Quentin Rosa Simon Theo"),
        .. Split(
            "Ursula Viktor Wanda Xaver Yvonne Zoe Aaron Beatrix Carlos Dolores Esteban Fernando Gabriela Hugo Isabel Javier Luisa Manuel"),
        .. Split("Natalia Olga Pedro Raquel Sofia Teresa Valeria Walter Ximena Ali Bilal Fatima Hassan Jamal Karim Nadia Omar Rashid Samira Yusuf"),
        .. Split("Zoë Chloé Renée François Jürgen Björn Åsa Øyvind Þóra Łukasz Żaneta Šárka Řehoř Ján Ágnes Őrs Ștefan Đặng Nguyễn Hồng"),
        .. Split("İpek Ayşe Gül Çağla Mehmet Oğuz Özlem Siobhán Caoimhe Gwyneth Rhys Nia Aoife Eoin Saoirse"),
        .. Split("Алексей Борис Вера Галина Дмитрий Елена Жанна Зоя Ирина Кирилл Людмила Михаил Надежда Ольга Пётр Роман Светлана Татьяна Юрий Яна"),
        .. Split("Αλέξανδρος Βασιλική Γιώργος Δήμητρα Ελένη Ζωή Ηλίας Θεοδώρα Ιωάννα Κώστας Λυδία Μαρία Νίκος Ξένια"),
        .. Split("محمد فاطمة أحمد ليلى يوسف زينب خالد مريم דוד שרה יעקב רחל משה אסתר"),
        .. Split("अमित प्रिया राहुल सुनीता विजय অনিতা রবীন্দ্র தமிழரசி முருகன் లక్ష్మి"),
        .. Split("小明 美玲 伟 芳 丽 敏 秀英 强 军 洋 勇 艳 さくら はると ゆい ハナコ タロウ 健太 愛子 翔"),
        .. Split("민수 지은 서연 도윤 하은 준호 สมชาย มานี ปิยะ გიორგი ნინო Արամ Անահիտ"),
        "Anna Maria", "Jean-Luc", "O'Brien", "van der Berg", "Dr. Schmidt", "Max 2", "d3m0", "R2D2", "anna_b", "x", "7", "😀", "☕ Tom",
        "C++", "Jan-Ole",
        "Ümit",
    ];

    static string[] Split(string names) => names.Split(' ');
}
