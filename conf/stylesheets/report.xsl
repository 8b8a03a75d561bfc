<?xml version="1.0" encoding="UTF-8"?>
<!-- The report of one checked document as a page for people. Parameter lang: en, fr, de or nl. No script, nothing fetched. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="html" encoding="UTF-8" indent="yes"/>
  <xsl:param name="lang" select="'en'"/>

  <xsl:template name="say">
    <xsl:param name="en"/><xsl:param name="fr"/><xsl:param name="de"/><xsl:param name="nl"/>
    <xsl:choose>
      <xsl:when test="$lang = 'fr'"><xsl:value-of select="$fr"/></xsl:when>
      <xsl:when test="$lang = 'de'"><xsl:value-of select="$de"/></xsl:when>
      <xsl:when test="$lang = 'nl'"><xsl:value-of select="$nl"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$en"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/report">
    <html lang="{$lang}">
      <head>
        <title><xsl:call-template name="title"/><xsl:text> – </xsl:text><xsl:value-of select="@file"/></title>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <style>
          body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
          h1 { font-size: 1.5rem; margin-bottom: .25rem } h2 { font-size: 1.15rem; margin-top: 2rem }
          .verdict { display: inline-block; padding: .25rem .75rem; border: 2px solid; border-radius: .25rem; font-weight: 700 }
          .valid { color: #0b5d1e } .invalid { color: #a40000 } .not-checked { color: #6b4a00 }
          dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem } dt { color: #555 } dd { margin: 0; overflow-wrap: anywhere }
          table { border-collapse: collapse; width: 100% } caption { text-align: left; color: #555 }
          th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #ccc }
          td.words { overflow-wrap: anywhere } .place { color: #555; font-size: .875rem; overflow-wrap: anywhere }
        </style>
      </head>
      <body>
        <main>
          <h1><xsl:call-template name="title"/></h1>
          <p><span class="verdict {@verdict}"><xsl:call-template name="verdict"/></span></p>
          <p><xsl:call-template name="advice"/></p>
          <xsl:call-template name="facts"/>
          <xsl:call-template name="table"><xsl:with-param name="severity" select="'error'"/></xsl:call-template>
          <xsl:call-template name="not-checked"/>
          <xsl:call-template name="table"><xsl:with-param name="severity" select="'warning'"/></xsl:call-template>
          <xsl:call-template name="table"><xsl:with-param name="severity" select="'information'"/></xsl:call-template>
        </main>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="title">
    <xsl:call-template name="say">
      <xsl:with-param name="en" select="'Check of an electronic invoice'"/>
      <xsl:with-param name="fr" select="'Contrôle d’une facture électronique'"/>
      <xsl:with-param name="de" select="'Prüfung einer elektronischen Rechnung'"/>
      <xsl:with-param name="nl" select="'Controle van een elektronische factuur'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="verdict">
    <xsl:choose>
      <xsl:when test="@verdict = 'valid'">
        <xsl:call-template name="say">
          <xsl:with-param name="en" select="'Valid'"/><xsl:with-param name="fr" select="'Valide'"/>
          <xsl:with-param name="de" select="'Gültig'"/><xsl:with-param name="nl" select="'Geldig'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="@verdict = 'invalid'">
        <xsl:call-template name="say">
          <xsl:with-param name="en" select="'Invalid'"/><xsl:with-param name="fr" select="'Non valide'"/>
          <xsl:with-param name="de" select="'Ungültig'"/><xsl:with-param name="nl" select="'Ongeldig'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="say">
          <xsl:with-param name="en" select="'Could not be checked'"/><xsl:with-param name="fr" select="'Contrôle impossible'"/>
          <xsl:with-param name="de" select="'Nicht prüfbar'"/><xsl:with-param name="nl" select="'Niet te controleren'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="advice">
    <xsl:choose>
      <xsl:when test="@verdict = 'valid'">
        <xsl:call-template name="say">
          <xsl:with-param name="en" select="'The document keeps all rules that were applied. It may be sent.'"/>
          <xsl:with-param name="fr" select="'Le document respecte toutes les règles appliquées. Il peut être envoyé.'"/>
          <xsl:with-param name="de" select="'Das Dokument hält alle angewandten Regeln ein. Es kann gesendet werden.'"/>
          <xsl:with-param name="nl" select="'Het document voldoet aan alle toegepaste regels. Het kan worden verzonden.'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="@verdict = 'invalid'">
        <xsl:call-template name="say">
          <xsl:with-param name="en" select="'The document breaks at least one rule. Correct it where it was made and send it again.'"/>
          <xsl:with-param name="fr" select="'Le document enfreint au moins une règle. Corrigez-le dans le logiciel d’origine, puis renvoyez-le.'"/>
          <xsl:with-param name="de" select="'Das Dokument verletzt mindestens eine Regel. Bitte im erstellenden Programm berichtigen und erneut senden.'"/>
          <xsl:with-param name="nl" select="'Het document schendt ten minste één regel. Verbeter het in het programma waarin het is gemaakt en verzend het opnieuw.'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="say">
          <xsl:with-param name="en" select="'The document could not be checked completely. It is neither valid nor invalid.'"/>
          <xsl:with-param name="fr" select="'Le document n’a pas pu être contrôlé entièrement. Il n’est ni valide ni invalide.'"/>
          <xsl:with-param name="de" select="'Das Dokument konnte nicht vollständig geprüft werden. Es ist weder gültig noch ungültig.'"/>
          <xsl:with-param name="nl" select="'Het document kon niet volledig worden gecontroleerd. Het is geldig noch ongeldig.'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="facts">
    <dl>
      <dt><xsl:call-template name="say"><xsl:with-param name="en" select="'File'"/><xsl:with-param name="fr" select="'Fichier'"/><xsl:with-param name="de" select="'Datei'"/><xsl:with-param name="nl" select="'Bestand'"/></xsl:call-template></dt>
      <dd><xsl:value-of select="@file"/></dd>
      <xsl:if test="@embedded">
        <dt><xsl:call-template name="say"><xsl:with-param name="en" select="'Checked in it'"/><xsl:with-param name="fr" select="'Contrôlé dans ce fichier'"/><xsl:with-param name="de" select="'Darin geprüft'"/><xsl:with-param name="nl" select="'Daarin gecontroleerd'"/></xsl:call-template></dt>
        <dd><xsl:value-of select="@embedded"/></dd>
      </xsl:if>
      <xsl:if test="@scenario != ''">
        <dt><xsl:call-template name="say"><xsl:with-param name="en" select="'Scenario'"/><xsl:with-param name="fr" select="'Scénario'"/><xsl:with-param name="de" select="'Szenario'"/><xsl:with-param name="nl" select="'Scenario'"/></xsl:call-template></dt>
        <dd><xsl:value-of select="@scenario"/></dd>
      </xsl:if>
      <dt><xsl:call-template name="say"><xsl:with-param name="en" select="'Rules'"/><xsl:with-param name="fr" select="'Règles'"/><xsl:with-param name="de" select="'Regeln'"/><xsl:with-param name="nl" select="'Regels'"/></xsl:call-template></dt>
      <dd>
        <xsl:for-each select="pack">
          <xsl:if test="position() &gt; 1">, </xsl:if>
          <xsl:value-of select="@name"/><xsl:text> </xsl:text><xsl:value-of select="@version"/>
        </xsl:for-each>
      </dd>
      <dt>SHA-256</dt>
      <dd><xsl:value-of select="@sha256"/></dd>
    </dl>
  </xsl:template>

  <xsl:template name="table">
    <xsl:param name="severity"/>
    <xsl:variable name="rows" select="finding[@severity = $severity]"/>
    <xsl:if test="$rows">
      <h2>
        <xsl:call-template name="severity"><xsl:with-param name="severity" select="$severity"/></xsl:call-template>
        <xsl:text> (</xsl:text><xsl:value-of select="count($rows)"/><xsl:text>)</xsl:text>
      </h2>
      <table>
        <thead><tr>
          <th scope="col"><xsl:call-template name="say"><xsl:with-param name="en" select="'Rule'"/><xsl:with-param name="fr" select="'Règle'"/><xsl:with-param name="de" select="'Regel'"/><xsl:with-param name="nl" select="'Regel'"/></xsl:call-template></th>
          <th scope="col"><xsl:call-template name="say"><xsl:with-param name="en" select="'What is wrong, and where'"/><xsl:with-param name="fr" select="'Ce qui ne va pas, et où'"/><xsl:with-param name="de" select="'Was nicht stimmt, und wo'"/><xsl:with-param name="nl" select="'Wat niet klopt, en waar'"/></xsl:call-template></th>
          <th scope="col"><xsl:call-template name="say"><xsl:with-param name="en" select="'Line'"/><xsl:with-param name="fr" select="'Ligne'"/><xsl:with-param name="de" select="'Zeile'"/><xsl:with-param name="nl" select="'Regel nr.'"/></xsl:call-template></th>
        </tr></thead>
        <tbody>
          <xsl:for-each select="$rows">
            <tr>
              <th scope="row"><xsl:value-of select="@rule"/></th>
              <td class="words">
                <xsl:value-of select="text"/>
                <xsl:for-each select="term">
                  <div class="place"><xsl:value-of select="."/><xsl:text> </xsl:text><xsl:value-of select="@name"/></div>
                </xsl:for-each>
                <div class="place"><xsl:value-of select="location"/></div>
              </td>
              <td><xsl:value-of select="@line"/></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </xsl:if>
  </xsl:template>

  <xsl:template name="severity">
    <xsl:param name="severity"/>
    <xsl:choose>
      <xsl:when test="$severity = 'error'">
        <xsl:call-template name="say"><xsl:with-param name="en" select="'Errors'"/><xsl:with-param name="fr" select="'Erreurs'"/><xsl:with-param name="de" select="'Fehler'"/><xsl:with-param name="nl" select="'Fouten'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$severity = 'warning'">
        <xsl:call-template name="say"><xsl:with-param name="en" select="'Warnings'"/><xsl:with-param name="fr" select="'Avertissements'"/><xsl:with-param name="de" select="'Warnungen'"/><xsl:with-param name="nl" select="'Waarschuwingen'"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="say"><xsl:with-param name="en" select="'Information'"/><xsl:with-param name="fr" select="'Informations'"/><xsl:with-param name="de" select="'Hinweise'"/><xsl:with-param name="nl" select="'Informatie'"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="not-checked">
    <xsl:if test="not-checked">
      <h2>
        <xsl:call-template name="say"><xsl:with-param name="en" select="'Not checked'"/><xsl:with-param name="fr" select="'Non contrôlé'"/><xsl:with-param name="de" select="'Nicht geprüft'"/><xsl:with-param name="nl" select="'Niet gecontroleerd'"/></xsl:call-template>
        <xsl:text> (</xsl:text><xsl:value-of select="count(not-checked)"/><xsl:text>)</xsl:text>
      </h2>
      <ul>
        <xsl:for-each select="not-checked">
          <li>
            <strong><xsl:value-of select="@rule"/></strong><xsl:text> </xsl:text>
            <xsl:value-of select="reason"/><xsl:text> (</xsl:text><xsl:value-of select="@code"/><xsl:text>)</xsl:text>
            <div class="place"><xsl:value-of select="@pack"/><xsl:text> </xsl:text><xsl:value-of select="location"/></div>
          </li>
        </xsl:for-each>
      </ul>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
