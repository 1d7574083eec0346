/** Raised with every change of the list below. */
export const SLOP_VERSION = 1;

/**
 * What machine-made posts say and people do not, per language; lower case, one behind each | or line end, * for any ending of a word. Behind "=>" stands
 * what says the same plainly; elsewhere only a person can rewrite the sentence.
 */
export const SLOP: Readonly<Record<string, string>> = {
  en: `in today's fast-paced world|in today's digital age|in today's world|in the ever-evolving|ever-changing landscape|ever-evolving landscape|in the realm of|in the world of
delve into => look at|delves into => looks at|delving into => looking at|deep dive into|let's dive in|dive into the world
game-changer|game changer|game-changing|a testament to => shows|stands as a testament|serves as a testament|rich tapestry|tapestry of|a symphony of
unlock the power|unlock the potential|unlock your|unleash the power|unleash your|harness the power of => use|elevate your|supercharge your|take it to the next level|to the next level|level up your
revolutionize the way|revolutionizing|paradigm shift|cutting-edge => new|state-of-the-art => modern|seamlessly|seamless experience|robust solution*|holistic approach|synergy|synergies
it's important to note that|it is important to note that|it's worth noting that|it is worth noting that|needless to say|at the end of the day|when it comes to
look no further|buckle up|the best part?|but here's the thing|here's the kicker|here's why this matters|let that sink in|read that again|plot twist|spoiler alert|this changes everything|mind-blowing|hot take
embark on a journey|embark on this journey|navigate the complexities|navigating the complexities|at the forefront of|pave the way for|paves the way for|shed light on => explain|foster a culture of|underscores the importance|highlights the importance|plays a crucial role|plays a pivotal role|plays a vital role|a crucial role in|a pivotal role in
not just about|isn't just about|more than just a|is not just a|whether you're a|no longer a luxury|the future is here|the future of work is here|think again|thoughts?|agree?|who's with me
beacon of|treasure trove|hidden gem|transformative power|boundless possibilities|endless possibilities|leave no stone unturned|in conclusion,|in summary,|moreover,|furthermore,`,
  de: `in der heutigen schnelllebigen welt|in der heutigen zeit|in der heutigen digitalen welt|im digitalen zeitalter|in einer welt, in der|in einer sich ständig wandelnden
tauchen wir ein|eintauchen in die welt|tauche ein in|gamechanger|game-changer|game changer|bahnbrechend*|revolutioniert die art|revolutionier*
es ist wichtig zu beachten|es sei darauf hingewiesen|nicht zuletzt zeigt|auf das nächste level|auf ein neues level|auf die nächste stufe|das volle potenzial|entfessel*|entfalte dein potenzial
ganzheitlicher ansatz|ganzheitliche lösung*|nahtlos*|hochmodern*|wegweisend*|spielt eine entscheidende rolle|spielt eine zentrale rolle|eine schlüsselrolle
schnall dich an|das beste daran?|lass das mal sacken|das ändert alles|die zukunft ist jetzt|mehr als nur ein|nicht nur ein trend|ein zeugnis für|ebnet den weg|den weg ebnen
zusammenfassend lässt sich sagen|abschließend lässt sich sagen|am ende des tages|egal, ob du|unverzichtbar*|maßgeschneiderte lösung*|begib dich auf eine reise|was denkst du?|seid ihr dabei?`,
  fr: `dans le monde d'aujourd'hui|à l'ère du numérique|à l'ère numérique|dans un monde en constante évolution|en constante évolution|plongeons dans|plongez dans|plongée au cœur
révolutionne la façon|révolutionner|changer la donne|change la donne|véritable game changer|game changer|libérez le potentiel|libérer le potentiel|exploiter tout le potentiel|à la pointe de la technologie
il est important de noter que|il convient de noter que|il est essentiel de|force est de constater|ce n'est pas seulement|bien plus qu'un simple|bien plus qu'une simple|passer au niveau supérieur|au niveau supérieur
joue un rôle crucial|jouent un rôle crucial|joue un rôle clé|ouvre la voie à|témoigne de l'importance|approche holistique|solution clé en main|de manière fluide|expérience fluide
accrochez-vous|le meilleur ?|que vous soyez|l'avenir est déjà là|n'hésitez plus|en conclusion,|en résumé,|au bout du compte|un véritable trésor|incontournable*|et vous, qu'en pensez-vous`,
  es: `en el mundo actual|en la era digital|en el vertiginoso mundo|en un mundo en constante|en constante evolución|sumérgete en|sumerjámonos|adentrémonos
cambia las reglas del juego|cambiar las reglas del juego|revoluciona la forma|revolucionar|revolucionari*|desbloquea el potencial|desata el poder|libera el potencial|aprovecha el poder|al siguiente nivel|llevar al siguiente nivel
es importante destacar que|cabe destacar que|es importante señalar|cabe mencionar que|vale la pena señalar|no se trata solo de|mucho más que un|mucho más que una|a la vanguardia
juega un papel crucial|juega un papel fundamental|desempeña un papel crucial|allana el camino|un testimonio de|enfoque holístico|solución integral|de vanguardia|sin fisuras
abróchate el cinturón|¿lo mejor?|el futuro ya está aquí|no busques más|en conclusión,|en resumen,|al final del día|ya seas|un sinfín de posibilidades|¿qué opinas?|¿estás de acuerdo?`,
  pt: `no mundo de hoje|no mundo atual|na era digital|em um mundo em constante|em constante evolução|mergulhe no|mergulhe em|vamos mergulhar
divisor de águas|muda o jogo|mudar o jogo|revoluciona a forma|revolucionar|revolucionári*|desbloqueie o potencial|liberte o poder|libere o potencial|aproveite o poder|para o próximo nível|ao próximo nível
é importante notar que|é importante destacar que|vale ressaltar que|vale destacar que|cabe ressaltar|não se trata apenas de|muito mais do que um|muito mais do que uma|na vanguarda
desempenha um papel crucial|desempenha um papel fundamental|abre caminho para|um testemunho de|abordagem holística|solução completa|de ponta|sem atritos
aperte os cintos|a melhor parte?|o futuro já chegou|não procure mais|em conclusão,|em resumo,|no final do dia|seja você|infinitas possibilidades|o que você acha?`,
  it: `nel mondo di oggi|nell'era digitale|in un mondo in continua evoluzione|in continua evoluzione|immergiamoci|immergiti nel|tuffiamoci
un punto di svolta|cambia le regole del gioco|rivoluziona il modo|rivoluzionare|rivoluzionari*|sblocca il potenziale|scatena il potere|libera il potenziale|sfrutta la potenza|al livello successivo|a un livello superiore
è importante notare che|vale la pena notare|va sottolineato che|non si tratta solo di|molto più di un semplice|molto più di una semplice|all'avanguardia
gioca un ruolo cruciale|svolge un ruolo fondamentale|apre la strada a|una testimonianza di|approccio olistico|soluzione a 360 gradi|senza soluzione di continuità
allacciate le cinture|la parte migliore?|il futuro è adesso|non cercare oltre|in conclusione,|in sintesi,|alla fine della giornata|che tu sia|infinite possibilità|cosa ne pensi?`,
  nl: `in de wereld van vandaag|in het digitale tijdperk|in een snel veranderende wereld|voortdurend veranderende|laten we duiken in|duik in de wereld
gamechanger|game-changer|baanbrekend*|revolutioneert de manier|ontgrendel het potentieel|ontketen de kracht|benut de kracht|naar een hoger niveau|naar het volgende niveau
het is belangrijk om op te merken|het is vermeldenswaardig|het gaat niet alleen om|veel meer dan alleen|in de voorhoede van|speelt een cruciale rol|speelt een sleutelrol|effent de weg|een bewijs van
holistische aanpak|naadloos*|state-of-the-art => modern|houd je vast|het beste?|de toekomst is nu|zoek niet verder|kortom,|concluderend|aan het eind van de dag|of je nu een|eindeloze mogelijkheden|wat denk jij?`,
};
